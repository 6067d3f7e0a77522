"""The one library that every module of tags adds to."""

from django import template

register = template.Library()
