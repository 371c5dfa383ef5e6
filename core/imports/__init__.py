"""Taking over lists from other systems: a declared sheet, a reading that stores nothing, then a confirmation.

The first phase reads and checks every cell and keeps the parsed rows, encrypted, for a day; the second phase imports
exactly those rows, so what was shown is what is stored.
"""

from core.imports import cells
from core.imports.kept import find, forget_old, keep
from core.imports.mending import MendForm, Mends, errors_of
from core.imports.readings import Fault, Line, Reading
from core.imports.sheets import Column, Sheet
from core.imports.workbooks import download, faults_workbook, template_workbook

__all__ = [
    "Column",
    "Fault",
    "Line",
    "MendForm",
    "Mends",
    "Reading",
    "Sheet",
    "cells",
    "download",
    "errors_of",
    "faults_workbook",
    "find",
    "forget_old",
    "keep",
    "template_workbook",
]
