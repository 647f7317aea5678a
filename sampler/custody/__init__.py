"""Who may do what with which copy: the session, the gate, deals and copies."""
