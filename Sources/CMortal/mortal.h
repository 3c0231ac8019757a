/* Mortal for C and every language that can call C.
 *
 * Chips and layers are numbers that the library gives out; a number that was never given out, or was released, is an
 * error. Every call that can fail returns a status, and where `error` is not NULL, sets it to a text that says what is
 * wrong, what is allowed and what helps, or to NULL. The caller gives that text, and every other `char **` that it
 * received, back with mortal_string_release. No call stops the program.
 *
 * Arrays are float, C order (last axis fastest). Weights are [inputs x outputs], batches are [samples x features].
 * Sizes are always said: a size that does not fit is an error. Input arrays are only read, and only during the call.
 *
 * Calls on different chips may run at the same time. A chip does one thing at a time: a call on a chip (or on a layer of
 * it) that another thread is using returns MORTAL_BUSY and does nothing.
 */
#ifndef MORTAL_H
#define MORTAL_H
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  MORTAL_DONE = 0,
  MORTAL_USAGE = 64,         /* an argument that cannot be used */
  MORTAL_BAD_DATA = 65,      /* numbers, files or settings that are wrong */
  MORTAL_MISSING_INPUT = 66, /* a card or a file that does not exist */
  MORTAL_FAULT = 70,         /* a fault of the program */
  MORTAL_BUSY = 75           /* another thread is using the chip */
};

/* The program's version, and the kernels that OpenBLAS chose for this processor. Not to be released. */
const char *mortal_version(void);
const char *mortal_blas_core(void);

/* Gives back a text that a call handed out; NULL is allowed. */
void mortal_string_release(char *text);

/* The folder of the device cards, unless the environment's MORTAL_DEVICES names one. Call it before anything else, from
 * one thread. */
int32_t mortal_set_devices(const char *folder, char **error);

/* The numbers of a whole .npy file in memory, as float: two axes, or one where vector_as_row is not 0. `count` is the
 * room at `target` and must be the number of elements. `name` stands for the file in messages. */
int32_t mortal_decode_npy(
    const uint8_t *bytes, int64_t size, const char *name, int32_t vector_as_row, float *target, int64_t count,
    char **error);

/* A chip. Options by name and value, as text: those of `mortal mvm` without the dashes (card, serial, seed, dac-bits,
 * adc-bits, dac-full-scale, adc-full-scale, tile, at, temperature, mapping, word-resistance, bit-resistance, wire-node,
 * no-noise, telegraph-noise, threads), and every field of `chip` of an experiment's file by its path, such as chip.write
 * or chip.variation.readNoise; an unknown name is an error that lists all. */
int32_t mortal_chip_create(
    const char *const *names, const char *const *values, int64_t count, uint64_t *chip, char **error);

/* Releases a chip. Its layers keep what they need of it. */
int32_t mortal_chip_release(uint64_t chip, char **error);

/* What the chip is, as a JSON object. */
int32_t mortal_chip_describe(uint64_t chip, char **json, char **error);

/* SHA-256 of all that is fixed about an array of the chip, as `mortal chip show --rows --cols`. */
int32_t mortal_chip_fingerprint(uint64_t chip, int64_t rows, int64_t columns, char **fingerprint, char **error);

/* Programs weights, [inputs x outputs], closed-loop on a new layer of the chip; the first layer's numbers are those of
 * `mortal mvm`. `weight_range` is the largest weight that the layer can hold, 0: the largest of `weights`. Full scales of
 * converters follow from `calibration`, [samples x inputs], where it is not NULL. `warning` tells of cells that could not
 * be programmed, else it is NULL. */
int32_t mortal_chip_program(
    uint64_t chip, const float *weights, int64_t inputs, int64_t outputs, float weight_range, const float *calibration,
    int64_t samples, uint64_t *layer, char **warning, char **error);

/* A new layer whose cells are given conductances in microsiemens as they are: [2 x inputs x outputs], the weights' own
 * cells and what is subtracted from them. */
int32_t mortal_chip_place(
    uint64_t chip, const float *microsiemens, int64_t inputs, int64_t outputs, float weight_range, uint64_t *layer,
    char **error);

int32_t mortal_layer_release(uint64_t layer, char **error);

/* Scales, counts and the clock, as a JSON object. */
int32_t mortal_layer_describe(uint64_t layer, char **json, char **error);

/* Writes other weights closed-loop, [inputs x outputs]; the scale stays. The clock starts anew. */
int32_t mortal_layer_program(
    uint64_t layer, const float *weights, int64_t inputs, int64_t outputs, char **warning, char **error);

/* Fixes the converters' full scales on a batch, [samples x features], before the first read. */
int32_t mortal_layer_calibrate(
    uint64_t layer, const float *batch, int64_t samples, int64_t features, char **error);

/* Sends a batch, [samples x features], through the layer and measures `outputs`, [samples x outputs of the layer];
 * `count` is the room at `outputs` and must fit. `at` is the time since programming, such as "1d"; NULL leaves it as it
 * is. `warning` tells of conversions beyond full scale, else it is NULL. */
int32_t mortal_layer_read(
    uint64_t layer, const float *inputs, int64_t samples, int64_t features, const char *at, float *outputs,
    int64_t count, char **warning, char **error);

/* Asks for the weight change rate * inputs^T * signals / samples, as write pulses; for cards that have them. `inputs` is
 * [samples x features], `signals` [signal_rows x signal_columns] with signal_rows = samples, signal_columns = outputs. */
int32_t mortal_layer_update(
    uint64_t layer, const float *inputs, int64_t samples, int64_t features, const float *signals, int64_t signal_rows,
    int64_t signal_columns, float rate, float momentum, char **error);

/* Sets the time since programming, such as "1y". */
int32_t mortal_layer_set_age(uint64_t layer, const char *at, char **error);

/* Conductances as they are, without noise, in microsiemens: [2 x inputs x outputs] as in mortal_chip_place. */
int32_t mortal_layer_conductances(uint64_t layer, float *microsiemens, int64_t count, char **error);

/* Weights read back through the layer's own converters, with noise: [inputs x outputs]. */
int32_t mortal_layer_read_back(uint64_t layer, float *weights, int64_t count, char **error);

/* The derivative of the outputs by the inputs now, without noise: [inputs x outputs]. */
int32_t mortal_layer_effective_weights(uint64_t layer, float *weights, int64_t count, char **error);

/* Names of the device cards, as a JSON array; a card with all its values and sources, as a JSON object. */
int32_t mortal_device_names(char **json, char **error);
int32_t mortal_device_describe(const char *card, char **json, char **error);

/* Conductances in microsiemens of `count` independent devices, programmed to `target` ("5uS") and read once at the age
 * `at` ("1h"; NULL: the earliest time for which the card was published) and `temperature` ("300K"). */
int32_t mortal_device_sample(
    const char *card, const char *target, const char *at, const char *temperature, uint64_t seed, float *microsiemens,
    int64_t count, char **error);

#ifdef __cplusplus
}
#endif
#endif
