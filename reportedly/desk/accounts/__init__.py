"""Who may do what at the desk: accounts with a role, sign-ins, tokens for programs, and limits on trying."""
