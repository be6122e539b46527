"""All Flask glue: access gate, forms and CSRF, sessions, error pages, headers, Jinja, paging."""
