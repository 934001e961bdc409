export { evaluate, type Scope } from "./evaluate.js";
export { condition, interpolate, resolve } from "./template.js";
export { ExpressionError, isObject, isTruthy, toText, toValue, type Value } from "./value.js";
