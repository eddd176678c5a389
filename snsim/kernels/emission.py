"""Loops and tables in emitted vector code: what all tiles are made of."""

from __future__ import annotations

from typing import Any

from .vectors import INT64, load_at, offset


class Loop:
    """``for k in range(n)`` (n >= 1) with values carried round: ``carry`` before, ``next_carry`` at the end."""

    def __init__(self, builder: Any, n: Any, carry: list[Any]):
        self.builder, self.n = builder, n
        before = builder.block
        self.body = builder.append_basic_block("loop")
        self.after = builder.append_basic_block("done")
        builder.branch(self.body)
        builder.position_at_end(self.body)
        self.k = builder.phi(INT64)
        self.k.add_incoming(INT64(0), before)
        self.carry = []
        for value in carry:
            phi = builder.phi(value.type)
            phi.add_incoming(value, before)
            self.carry.append(phi)

    def close(self, next_carry: list[Any]) -> None:
        """End the body; afterwards the builder stands behind the loop."""
        b = self.builder
        k = b.add(self.k, INT64(1))
        for phi, value in zip(self.carry, next_carry, strict=True):
            phi.add_incoming(value, b.block)
        self.k.add_incoming(k, b.block)
        b.cbranch(b.icmp_signed("<", k, self.n), self.body, self.after)
        b.position_at_end(self.after)


def loop_value(loop: Loop, index: int) -> Any:
    """The value carried out of a closed loop: what its last turn made."""
    return loop.carry[index].incomings[1][0]


def table(builder: Any, base: Any, table: Any, rows: int) -> list[Any]:
    """base + table[i] for each row of the tile."""
    return [builder.add(base, load_at(builder, offset(builder, table, 8 * i), INT64, 8)) for i in range(rows)]
