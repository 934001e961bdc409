import { readdirSync, readFileSync } from "node:fs";
import Handlebars from "handlebars";
import { packageFile } from "../core/paths.js";
import { assetUrl } from "./assets.js";

const folder = packageFile("src/dashboard/views/");

/**
 * Every view escapes what it shows; a name that a page does not give is an error, not an empty place. Views whose name
 * begins with `_` are pieces of others.
 */
function loadViews(): Map<string, Handlebars.TemplateDelegate> {
  const engine = Handlebars.create();
  const views = new Map<string, Handlebars.TemplateDelegate>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".hbs"))) {
    const name = file.slice(0, -".hbs".length);
    const text = readFileSync(new URL(file, folder), "utf8").trimEnd();
    const template: Handlebars.TemplateDelegate = engine.compile(text, { strict: true });
    if (name.startsWith("_")) engine.registerPartial(name.slice(1), template);
    else views.set(name, template);
  }
  return views;
}

const views = loadViews();

export interface Page {
  /** A view's name. */
  view: string;
  /** Of the document, before ` · heal`. */
  title: string;
  /** The part of the site it belongs to; null: none. */
  section:
    | "incidents"
    | "detections"
    | "patterns"
    | "deliveries"
    | "sources"
    | "repositories"
    | "health"
    | "performance"
    | null;
  data: object;
  /** What is stopped, for the banner above the page. */
  stops?: readonly object[];
  /** It has figures, which a script draws; pages without need none and may run none. */
  script?: true;
  /** The one other origin that a form of the page may be sent to. */
  formsTo?: string;
}

const sections = [
  { key: "incidents", href: "/", name: "Incidents" },
  { key: "detections", href: "/detections", name: "Detections" },
  { key: "patterns", href: "/patterns", name: "Patterns" },
  { key: "deliveries", href: "/deliveries", name: "Deliveries" },
  { key: "sources", href: "/sources", name: "Sources" },
  { key: "repositories", href: "/repositories", name: "Repositories" },
  { key: "health", href: "/health", name: "Health" },
  { key: "performance", href: "/performance", name: "Performance" },
] as const;

/** The whole document as HTML. */
export function render({ view, title, section, data, script, stops = [] }: Page): string {
  const body = views.get(view);
  const layout = views.get("layout");
  if (!body || !layout) throw new Error(`there is no view ${view}`);
  return layout({
    title,
    stops,
    style: assetUrl("style.css"),
    icon: assetUrl("icon.svg"),
    script: script ? assetUrl("chart.js") : null,
    sections: sections.map((one) => ({ ...one, current: one.key === section })),
    // The only text that is not escaped again: it is what the view made.
    body: new Handlebars.SafeString(body(data)),
  });
}
