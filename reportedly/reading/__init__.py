"""Articles in, claims out: a line of small rooms, one question each.

furniture (what is not the article) -> sentences -> screen (which can matter) -> parse (how are they built) -> counts
(what numbers) -> outcomes, equipment, losses, control (what happened to whom) -> attribution (who says so) -> parties
(who is that) -> places -> dates -> verification (has it been checked) -> claims (put together) -> findings, tally. Each
takes what the ones before found and adds its own; none looks back.
"""
