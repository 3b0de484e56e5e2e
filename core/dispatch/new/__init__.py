"""`/new`: a dispatcher is guided to a work order. Imported by `core.step`.

`draft` reads the form's values, `ask` words the questions, `take` reads the answers, `send` makes the work order.
"""
