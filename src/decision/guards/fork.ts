import { allow, refuse, type Guard } from "../context.js";

/** No writes for forks: their code is somebody else's, and so are its intentions. */
export const fork: Guard = ({ subject }) =>
  subject.fork ? refuse("the code comes from a fork") : allow("not a fork");
