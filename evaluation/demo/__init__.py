"""What the demonstration has for managers: returns of past years, interviews, and figures from before the desk."""
