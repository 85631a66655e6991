/* Calls the operators of a LiteRT interpreter that Python made, without Python.
 *
 * The wheel exports neither the TFLite C API nor the interpreter's C++ functions. What is public
 * is how a delegate meets an interpreter: it is shown every operator that will run, XNNPACK's
 * included, as a function pointer. This delegate takes no operator, it only remembers them.
 *
 * Interpreter::Invoke calls the same functions in the same order and does some bookkeeping
 * beside. The loop here leaves that out, so what Python costs over it is an upper bound.
 *
 * The layouts are those of TFLite's C interface for delegates, cut after the last field used;
 * fields are only ever added at their ends.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

enum { MOST_STEPS = 256 };

typedef struct Context Context;
typedef struct Delegate Delegate;
typedef struct Node Node;

typedef struct {
  int size;
  int items[];
} IntArray;

typedef struct {
  void *init, *release, *prepare;
  int (*invoke)(Context *, Node *);
} Operator;

struct Context {
  size_t tensor_count;
  int (*plan)(Context *, IntArray **);
  void *tensors, *private, *resize, *report, *add;
  int (*step)(Context *, int, Node **, Operator **);
};

struct Delegate {
  void *data;
  int (*prepare)(Context *, Delegate *);
  void *copy_from, *copy_to, *release;
  int64_t flags;
  void *builder;
};

static Context *context;
static int steps;
static Node *nodes[MOST_STEPS];
static Operator *operators[MOST_STEPS];

static int remember(Context *shown, Delegate *delegate) {
  IntArray *plan;
  (void)delegate;
  if (shown->plan(shown, &plan) || plan->size > MOST_STEPS) return 1;
  context = shown;
  for (int i = 0; i < plan->size; i++)
    if (shown->step(shown, plan->items[i], &nodes[i], &operators[i])) return 1;
  steps = plan->size;
  return 0;
}

static Delegate observer = {.prepare = remember};

Delegate *tflite_plugin_create_delegate(char **keys, char **values, size_t count, void (*report)(const char *)) {
  (void)keys, (void)values, (void)count, (void)report;
  return &observer;
}

void tflite_plugin_destroy_delegate(Delegate *delegate) { (void)delegate; }

/* Times `group` calls with each reading of the clock: copy in, run, copy out. 0 if all went well. */
int run(void *input, size_t input_bytes, const void *output, size_t output_bytes, void *const *samples,
        int sample_count, void *answer, int readings, int group, int64_t *latencies) {
  struct timespec began, ended;
  int sample = 0;
  if (steps == 0) return 1;
  for (int i = 0; i < readings; i++) {
    clock_gettime(CLOCK_MONOTONIC, &began);
    for (int call = 0; call < group; call++) {
      memcpy(input, samples[sample], input_bytes);
      if (++sample == sample_count) sample = 0;
      for (int step = 0; step < steps; step++)
        if (operators[step]->invoke(context, nodes[step])) return 1;
      memcpy(answer, output, output_bytes);
    }
    clock_gettime(CLOCK_MONOTONIC, &ended);
    latencies[i] = ((ended.tv_sec - began.tv_sec) * 1000000000LL + ended.tv_nsec - began.tv_nsec) / group;
  }
  return 0;
}
