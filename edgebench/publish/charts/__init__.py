"""Charts as static SVG: one module a chart computes coordinates, site/layouts/charts/<name>.html draws it."""
