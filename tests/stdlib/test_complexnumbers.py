"""Complex numbers."""

from __future__ import annotations

import math

import pytest

from snsim.lisp.arithmetic import add
from snsim.lisp.equality import equal
from snsim.lisp.errors import LispError
from snsim.stdlib import complexnumbers as c


def test_parts():
    z = c.make_complex(3.0, -4.0)
    assert c.is_complex(z) is z
    assert c.is_complex(3.0) is None
    assert (c.real_part(z), c.imaginary_part(z), c.modulus(z)) == (3.0, -4.0, 5.0)
    assert c.imaginary_part(c.conjugate(z)) == 4.0
    assert c.argument(-1.0) == math.pi
    assert z.lisp_text() == "::COMPLEX:(3,-4)"
    assert equal(z, c.conjugate(c.conjugate(z)))


def test_arithmetic_refuses_them():
    with pytest.raises(LispError, match="not a real number"):
        add(c.make_complex(1.0, 2.0), 1.0)
    with pytest.raises(LispError, match="not a complex number"):
        c.modulus("x")
