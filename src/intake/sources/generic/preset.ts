import { mappingSchema, type Mapping, type MappingInput } from "./mapping.js";

/** A vendor's body, ready mapped: one file in `presets/`, one line in its list. */
export interface Preset {
  /** Of `?preset=` and of the path `/api/alerts/<name>`. */
  readonly name: string;
  /** Whose body it is. */
  readonly vendor: string;
  /** Where the vendor documents the body. */
  readonly documentation: string;
  /** What to enter at the vendor, in its own words; `URL` stands for the address of `/api/alerts/<name>/SECRET`. */
  readonly connect: string;
  /** Is this such a body, though nobody said so? Left out: the owner writes the body, so nothing in it tells. */
  readonly detect?: (json: unknown) => boolean;
  readonly mapping: Mapping;
}

export const preset = ({
  mapping,
  ...rest
}: Omit<Preset, "mapping"> & { mapping: MappingInput }): Preset => ({
  ...rest,
  mapping: mappingSchema.parse(mapping),
});
