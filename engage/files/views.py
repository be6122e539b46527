"""Files have no pages of their own: the area that keeps a file's key decides who gets it."""

from flask import Blueprint

blueprints: list[Blueprint] = []
