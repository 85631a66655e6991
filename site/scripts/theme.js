// A classic script, run before the first paint: the stored theme, and that there is script at all.

{
  const root = document.documentElement;
  root.dataset.script = "";
  try {
    const stored = localStorage.getItem("edgebench-theme");
    if (stored === "light" || stored === "dark") root.dataset.theme = stored;
  } catch {
    // Storage is forbidden: the theme is the system's.
  }
}
