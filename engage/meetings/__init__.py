"""Meetings, agendas, attendance, support to take part, minutes and their publishing."""
