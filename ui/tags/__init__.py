"""What ``{% load ui %}`` brings, by kind. A leaf is an inclusion tag; what wraps content is a block tag."""
