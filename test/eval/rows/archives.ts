import { diagnoseArchive } from "../../../src/diagnosis/diagnose-logs.js";
import { dataset, jsonl } from "../datasets.js";
import type { Row } from "../row.js";

interface Archive {
  zip: string;
  error_files: { file: string }[];
}

const folder = "gha_run_log_zips/dev";

export const rows: readonly Row[] = [
  {
    work: "archives: the failing step where there is one",
    data: folder,
    metric: "share of archives",
    floor: null,
    published: null,
    reach: 1,
    run: async () => {
      const archives = jsonl<Archive>(`${folder}/index.jsonl`);
      let right = 0;
      for (const { zip, error_files } of archives) {
        const { chunk, category } = await diagnoseArchive(dataset(`${folder}/${zip}`));
        const found = error_files.some(({ file }) => file === chunk?.path);
        right += Number(error_files.length > 0 ? found : category === "unknown");
      }
      return right / archives.length;
    },
  },
];
