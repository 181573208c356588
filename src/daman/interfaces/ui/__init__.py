"""The look: tokens, styles, components, form fields and error pages that every page shares."""
