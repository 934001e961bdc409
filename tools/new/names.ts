/** One name in the spellings that files, variables, categories and people use. */
export interface Names {
  /** `disk-full` */
  kebab: string;
  /** `diskFull` */
  camel: string;
  /** `disk_full` */
  snake: string;
  /** `disk full` */
  words: string;
  /** `Disk full` */
  title: string;
}

const form = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Null: not a name of small letters, digits and hyphens. */
export function namesOf(kebab: string): Names | null {
  if (!form.test(kebab) || kebab.length > 40) return null;
  const words = kebab.replaceAll("-", " ");
  return {
    kebab,
    camel: kebab.replace(/-([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase()),
    snake: kebab.replaceAll("-", "_"),
    words,
    title: words.charAt(0).toUpperCase() + words.slice(1),
  };
}
