// What a page must pass besides axe-core; evaluated in the page by checks.py.
({
  axe: async () => {
    const kinds = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const found = await axe.run(document, {runOnly: kinds});
    const where = (rule) => rule.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ');
    const short = (rules) => rules.map((rule) => `${rule.id}: ${where(rule)}`);
    return {violations: short(found.violations), incomplete: short(found.incomplete)};
  },

  // A link inside a sentence, and a box that its label covers, are exempt (WCAG 2.2, 2.5.8).
  smallTargets: (least) => {
    const controls = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary');
    const isShown = (element) => {
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      const isOffScreen = box.right < 0 || box.bottom < 0 || (style.position === 'absolute' && box.left < -100);
      return style.visibility !== 'hidden' && style.display !== 'none' && box.width && box.height && !isOffScreen;
    };
    const isExempt = (element) =>
      element.matches('input[type=radio], input[type=checkbox]') ||
      (element.tagName === 'A' &&
        getComputedStyle(element).display === 'inline' &&
        element.closest('p, li, dd, td, th, caption, span, h2, h3'));
    return [...controls]
      .filter((element) => isShown(element) && !isExempt(element))
      .map((element) => [element, element.getBoundingClientRect()])
      .filter(([, box]) => box.height < least || box.width < least)
      .map(([element, box]) => `${element.outerHTML.slice(0, 100)} ${Math.round(box.width)}x${Math.round(box.height)}`);
  },

  tooWide: () => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > room + 1)
      .slice(0, 4)
      .map((element) => element.outerHTML.slice(0, 120));
  },
})
