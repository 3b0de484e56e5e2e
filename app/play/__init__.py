"""One complete intervention, played by people who are not there: for `constat demo`. May import every room.

`cast` says who plays and what they would answer, by a seed; `scenes` plays it through the demo server and the pages,
as people would; `paper` keeps what was typed and how the report must print it.
"""
