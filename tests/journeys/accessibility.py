"""What axe finds on a page.

Contrast takes axe two thirds of its time, and comes out the same wherever words stand in the same way: in the header
and footer of every page, and in every row of a table. So it is asked once for each way of standing, which is the tags
and classes of all that is around the words, and what their style works out to. All other rules see every page whole.
"""

from axe_playwright_python.sync_playwright import Axe

AXE = Axe().axe_script
RUN = """async known => {
  const contrast = ["color-contrast", "link-in-text-block"];
  const properties = [
    "color", "backgroundColor", "backgroundImage", "fontSize", "fontWeight", "opacity", "position",
    "textDecorationLine", "textShadow",
  ];
  const ways = new Map();
  const wayOf = element => {
    if (element === null) return 0;
    if (!ways.has(element)) {
      const style = getComputedStyle(element);
      const own = [element.tagName, element.getAttribute("class"), element.disabled];
      own.push(...properties.map(name => style[name]), wayOf(element.parentElement));
      ways.set(element, digest(own.join(" ")));
    }
    return ways.get(element);
  };
  const digest = words => {
    let one = 1, other = 2;
    for (let at = 0; at < words.length; at++) {
      one = Math.imul(one ^ words.charCodeAt(at), 2654435761);
      other = Math.imul(other ^ words.charCodeAt(at), 1597334677);
    }
    return `${one} ${other}`;
  };
  const hasWords = element =>
    "placeholder" in element || [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());

  const before = new Set(known.split("|")), fresh = new Map();
  for (const element of document.body.querySelectorAll("*"))
    if (hasWords(element) && element.checkVisibility() && !before.has(wayOf(element)))
      fresh.set(wayOf(element), element);

  const resultTypes = ["violations"];
  const rules = Object.fromEntries(contrast.map(name => [name, {enabled: false}]));
  const found = (await axe.run({resultTypes, rules})).violations;
  if (fresh.size)
    found.push(...(await axe.run({include: [...fresh.values()]}, {resultTypes, runOnly: contrast})).violations);
  return [found.map(rule => [rule.id, rule.nodes.map(node => node.target)]), [...fresh.keys()]];
}"""


class Looked:
    """The ways of standing whose contrast is known to be enough."""

    def __init__(self):
        self.ways = set()

    def violations(self, page):
        """Each rule that the page breaks, with what breaks it. Its context has ``AXE`` as a script of every page."""
        found, ways = page.evaluate(RUN, "|".join(self.ways))
        if not found:
            self.ways.update(ways)
        return found
