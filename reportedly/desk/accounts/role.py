"""The four roles, each of which may do all that the one before may."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What an account may do."""

    READER = "reader"  # rate, comment on a rating, save searches
    ANALYST = "analyst"  # read full texts, add articles, review claims, ask for replies
    EDITOR = "editor"  # undo what others did, withdraw articles, merge parties, name own publishers
    ADMIN = "admin"  # accounts, backups

    def may(self, needed: Role) -> bool:
        """Whether this role is the one needed or one above it.

        >>> Role.EDITOR.may(Role.ANALYST), Role.READER.may(Role.ANALYST)
        (True, False)
        """
        order = list(Role)
        return order.index(self) >= order.index(needed)
