"""The constraint finder: question.py asks of combinations.py, judge.py answers, view.py draws it."""
