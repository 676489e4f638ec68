// @ts-check
/** What can be chosen of the view by one word. */

export const VIEW_CHOICES = {
  layout: ["overlay", "side", "3d"],
  curve: ["loss", "distance", "grad_norm", "lr", "evaluation", "metric", "penalty", "sharpness"],
  theme: ["auto", "light", "dark"],
  language: ["en", "zh"],
};
