import { type ChildNode, isTag, type ParentNode } from 'domhandler';

/** Takes `leaves` out of the document, and every element that held nothing else. */
export function removeLeaves(
  root: ParentNode,
  leaves: ReadonlySet<ChildNode>,
  kept: ReadonlySet<ChildNode>,
): void {
  type Frame = { node: ParentNode; next: number; lost: boolean; holds: boolean; children: ChildNode[] };
  const frame = (node: ParentNode): Frame => ({ node, next: 0, lost: false, holds: false, children: [] });
  const stack: Frame[] = [frame(root)];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const child = top.node.children[top.next];
    top.next += 1;
    if (child === undefined) {
      stack.pop();
      if (top.lost) top.node.children = top.children;
      const above = stack.at(-1);
      if (!above) return;
      const empty = top.lost && !top.holds && (top.node as { name?: string }).name !== 'body';
      above.lost ||= top.lost;
      above.holds ||= top.holds;
      if (!empty) above.children.push(top.node as ChildNode);
    } else if (leaves.has(child)) {
      top.lost = true;
    } else if (kept.has(child)) {
      top.holds = true;
      top.children.push(child);
    } else if (isTag(child) && child.children.length > 0) {
      stack.push(frame(child));
    } else {
      top.children.push(child);
    }
  }
}
