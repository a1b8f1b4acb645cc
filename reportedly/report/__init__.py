"""What people and programs see of a reading: one room a form.

words (how a claim is said in English) -> documents (JSON), rows (the flat form), csv, table (terminal), html (a page).
"""
