"""The results repository: what a branch adds, held against every rule, and branches that add results.

    git.py         what git is asked: revisions, changes, objects
    branch.py      base and head -> every reason not to accept what the head adds
    work_tree.py   what is new in a user's folder, and what of it is submitted
    commit.py      those files -> one commit on a branch of its own
    submitting.py  the whole way from a folder to that branch, checked before it is made

What is accepted is decided by the rules of `checks/repository` and `checks/submission`.
"""
