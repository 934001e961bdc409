import { parseXml, type Element } from "../../logs/reports/xml.js";
import { reasonOf } from "../../core/errors.js";
import { byRange, entry, unreadable, type Manifest } from "./change.js";
import { isVersion } from "./ranges.js";

/** Where dependencies stand and what names them; everything else of the document is the rest. */
interface Shape {
  /** Paths of elements, from the root's children on. */
  lists: readonly (readonly string[])[];
  element: string;
  /** Name and version of one dependency; null when it says more than these. */
  read(element: Element): { name: string; version: string } | null;
}

function readXml(text: string, shape: Shape): unknown {
  // What an XML reader leaves out (a document type, instructions) could be changed unseen.
  if (/<!DOCTYPE|<\?(?!xml\s)/i.test(text)) throw unreadable("plain XML");
  let root: Element;
  try {
    root = parseXml(text);
  } catch (error) {
    throw unreadable(`XML (${reasonOf(error).slice(0, 80)})`);
  }
  const dependencies = Object.create(null) as Record<string, string>;
  const without = (element: Element, path: readonly string[]): unknown => ({
    name: element.name,
    attributes: element.attributes,
    text: element.text.trim(),
    children: element.children.flatMap((child) => {
      const isListed =
        child.name === shape.element && shape.lists.some((list) => list.join("/") === path.join("/"));
      const found = isListed ? shape.read(child) : null;
      if (!found) return [without(child, [...path, child.name])];
      const key = `${path.join("/")} ${found.name}`;
      if (Object.hasOwn(dependencies, key))
        throw unreadable(`one list: ${JSON.stringify(found.name)} stands twice`);
      dependencies[key] = found.version;
      return [];
    }),
  });
  return { rest: JSON.stringify(without(root, [])), dependencies };
}

const manifest = (matches: Manifest["matches"], shape: Shape): Manifest => ({
  matches,
  read: (text) => readXml(text, shape),
  judge: (change) =>
    change.path[0] === "dependencies" && change.path[1] !== undefined
      ? byRange(change, change.path[1].slice(change.path[1].indexOf(" ") + 1), isVersion)
      : entry({ ...change, path: ["what is not a dependency"] }),
});

/** `<dependency>` with an id, a version and a scope; plugins, repositories, properties and profiles are the rest. */
export const maven: Manifest = manifest((name) => name === "pom.xml", {
  lists: [["dependencies"], ["dependencyManagement", "dependencies"]],
  element: "dependency",
  read: ({ children }) => {
    const of = new Map(children.map((child) => [child.name, child.text.trim()]));
    const known = ["groupId", "artifactId", "version", "scope", "type"];
    const scope = of.get("scope") ?? "compile";
    if (of.size !== children.length || [...of.keys()].some((name) => !known.includes(name))) return null;
    if (!["compile", "test", "provided", "runtime"].includes(scope)) return null;
    const version = of.get("version");
    if (version === undefined || version.startsWith("$")) return null;
    return {
      name: `${of.get("groupId")}:${of.get("artifactId")}:${scope}:${of.get("type") ?? "jar"}`,
      version,
    };
  },
});

const byAttributes = (element: string): Shape => ({
  lists: [["ItemGroup"]],
  element,
  read: ({ attributes, children }) =>
    Object.keys(attributes).sort().join() === "Include,Version" && children.length === 0
      ? { name: attributes.Include ?? "", version: attributes.Version ?? "" }
      : null,
});

/** `<PackageReference Include="Name" Version="1.0" />`; targets, properties and imports are the rest. */
export const nuget: Manifest = manifest(
  (name) => /^[\w.-]{1,120}\.(?:cs|fs|vb)proj$/.test(name),
  byAttributes("PackageReference"),
);
/** The same where versions are kept for all projects together. */
export const nugetCentral: Manifest = manifest(
  (name) => name === "Directory.Packages.props",
  byAttributes("PackageVersion"),
);
