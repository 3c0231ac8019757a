/* Two weights by two on a chip, from C; prints the outputs with all their digits. */
#include <stdio.h>
#include <string.h>

#include "mortal.h"

int main(void) {
  const char *names[] = {"card", "serial"};
  const char *values[] = {"pcm-joshi2020", "7"};
  const float weights[] = {1, -1, 0.5f, 0.25f};
  const float inputs[] = {1, 2};
  float outputs[2];
  uint64_t chip = 0, layer = 0;
  char *error = NULL, *warning = NULL;
  if (mortal_chip_create(names, values, 2, &chip, &error) != MORTAL_DONE ||
      mortal_chip_program(chip, weights, 2, 2, 0, NULL, 0, &layer, &warning, &error) != MORTAL_DONE ||
      mortal_layer_read(layer, inputs, 1, 2, "1d", outputs, 2, &warning, &error) != MORTAL_DONE) {
    fprintf(stderr, "%s\n", error ? error : "no text");
    mortal_string_release(error);
    return 1;
  }
  mortal_string_release(warning);
  /* Wrong sizes are told, not followed. */
  if (mortal_layer_read(layer, inputs, 1, 3, NULL, outputs, 2, NULL, &error) != MORTAL_USAGE || error == NULL ||
      strstr(error, "1 x 3") == NULL)
    return 2;
  mortal_string_release(error);
  if (mortal_layer_release(layer, NULL) != MORTAL_DONE || mortal_layer_release(layer, NULL) != MORTAL_USAGE) return 3;
  if (mortal_chip_release(chip, NULL) != MORTAL_DONE) return 4;
  printf("%.9g %.9g\n", outputs[0], outputs[1]);
  return 0;
}
