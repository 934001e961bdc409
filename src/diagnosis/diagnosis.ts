import type { PartModel } from "../logs/model/index.js";
import type { Category } from "./category.js";
import type { FailedTest } from "../logs/reports/from-log.js";

/** One log as it came; several of one run carry their `path` (archives) or `job`. */
export interface LogInput {
  text: string;
  path?: string;
  job?: string;
  step?: string;
}

/** Lines are 1-based, counted by splitting on `\n`. */
export interface Evidence {
  line: number;
  text: string;
  path?: string;
}

export interface Diagnosis {
  category: Category;
  /** 0..1; what share of such answers is right. */
  confidence: number;
  /** One sentence for people. */
  summary: string;
  fingerprint: string | null;
  chunk: { start_line: number; end_line: number; path?: string } | null;
  failed: { job?: string; step?: string; command?: string; test?: string };
  tests: FailedTest[];
  /** Best first. */
  evidence: Evidence[];
  alternatives: { category: Category; confidence: number }[];
  /** Why there is no chunk or no answer, or what was left out. */
  reason?: string;
}

/** An earlier failure of the same project whose failing part a person marked (1-based lines, both inside). */
export interface Example {
  text: string;
  start_line: number;
  end_line: number;
}

export interface DiagnoseOptions {
  /** The log of a passing run of the same job. */
  baseline?: string;
  examples?: readonly Example[];
  /** Other weights than the shipped ones. */
  model?: PartModel;
  /** Evidence lines wanted; 20, at most 200. */
  evidence?: number;
}
