import { commenting } from "../commenting.js";

export const comment = commenting("comment", "Writes a comment on an issue or pull request.", "speak");
