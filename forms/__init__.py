"""What is asked: questions, answers, branching, criteria, regimes. Pure: no I/O beyond the bytes handed in."""
