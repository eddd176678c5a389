"""Properties of objects."""

from __future__ import annotations

import pytest

from snsim.environment.language import new_language
from snsim.lisp.errors import LispError
from snsim.lisp.values import Cons
from snsim.objects import properties


@pytest.fixture
def lisp():
    return new_language()


def test_properties(lisp):
    key, other = lisp.intern("k"), lisp.intern("other")
    owner, alike = Cons(1.0), Cons(1.0)
    assert properties.get_property(lisp, owner, key) is None
    assert properties.put_property(lisp, owner, key, 5.0) is key
    assert properties.get_property(lisp, owner, key) == 5.0
    assert properties.get_property(lisp, owner, other) is None
    assert properties.get_property(lisp, alike, key) is None
    properties.put_property(lisp, owner, key, None)
    assert properties.get_property(lisp, owner, key) is None
    with pytest.raises(LispError, match="not a symbol"):
        properties.put_property(lisp, owner, "k", 1.0)
