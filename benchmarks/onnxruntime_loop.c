/* Runs a model of one input and one output through ONNX Runtime's C API.
 *
 * The wheel carries the library but no header. The API is a table of functions whose places
 * never change from release to release; the few used here are named below.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum { GET_ERROR_MESSAGE = 2, CREATE_ENV = 3, CREATE_SESSION = 7, CREATE_SESSION_OPTIONS = 10 };
enum { SET_INTRA_OP_THREADS = 24, SET_INTER_OP_THREADS = 25, CREATE_RUN_OPTIONS = 39 };
enum { CREATE_TENSOR_WITH_DATA = 49, CREATE_CPU_MEMORY_INFO = 69 };
enum { RUN_WITH_BINDING = 133, CREATE_BINDING = 134, BIND_INPUT = 136, BIND_OUTPUT = 137 };
enum { API_VERSION = 5 }; /* the first that has bindings */
enum { LOG_WARNINGS = 2, ARENA_ALLOCATOR = 1, DEFAULT_MEMORY = 0 };
enum { MOST_SAMPLES = 64 };

typedef void *Status; /* NULL is success */
typedef struct {
  void *const *(*table)(uint32_t version);
  const char *(*version)(void);
} Base;

/* What Python tells of an input or output; `type` is an ONNXTensorElementDataType. */
typedef struct {
  const char *name;
  int type;
  size_t bytes, rank;
  const int64_t *shape;
} Tensor;

typedef const char *(*GetErrorMessage)(Status);
typedef Status (*CreateEnv)(int level, const char *name, void **env);
typedef Status (*CreateOptions)(void **options);
typedef Status (*SetThreads)(void *options, int threads);
typedef Status (*CreateSession)(void *env, const char *model, void *options, void **session);
typedef Status (*CreateMemoryInfo)(int allocator, int type, void **memory);
typedef Status (*CreateTensor)(void *memory, void *data, size_t bytes, const int64_t *shape, size_t rank,
                               int type, void **tensor);
typedef Status (*CreateBinding)(void *session, void **binding);
typedef Status (*Bind)(void *binding, const char *name, void *tensor);
typedef Status (*RunWithBinding)(void *session, void *options, void *binding);

static void *const *api;
static void *session, *run_options, *memory;
static void *bindings[MOST_SAMPLES];
static int sample_count;

static int failed(Status status) {
  if (status == NULL) return 0;
  fprintf(stderr, "%s\n", ((GetErrorMessage)api[GET_ERROR_MESSAGE])(status));
  return 1;
}

static int open_session(const char *model) {
  void *env, *options;
  return failed(((CreateEnv)api[CREATE_ENV])(LOG_WARNINGS, "loop", &env)) ||
         failed(((CreateOptions)api[CREATE_SESSION_OPTIONS])(&options)) ||
         failed(((SetThreads)api[SET_INTRA_OP_THREADS])(options, 1)) ||
         failed(((SetThreads)api[SET_INTER_OP_THREADS])(options, 1)) ||
         failed(((CreateSession)api[CREATE_SESSION])(env, model, options, &session)) ||
         failed(((CreateOptions)api[CREATE_RUN_OPTIONS])(&run_options)) ||
         failed(((CreateMemoryInfo)api[CREATE_CPU_MEMORY_INFO])(ARENA_ALLOCATOR, DEFAULT_MEMORY, &memory));
}

static int bind(Bind to, void *binding, const Tensor *told, void *value) {
  void *tensor;
  CreateTensor create = (CreateTensor)api[CREATE_TENSOR_WITH_DATA];
  return failed(create(memory, value, told->bytes, told->shape, told->rank, told->type, &tensor)) ||
         failed(to(binding, told->name, tensor));
}

/* Loads the model and makes a binding to each sample and the place of its answer. 0 if all went well. */
int prepare(const Base *base, const char *model, const Tensor *input, void *const *samples,
            const Tensor *output, void *const *answers, int count) {
  api = base->table(API_VERSION);
  if (api == NULL || count > MOST_SAMPLES || open_session(model)) return 1;
  for (int i = 0; i < count; i++)
    if (failed(((CreateBinding)api[CREATE_BINDING])(session, &bindings[i])) ||
        bind((Bind)api[BIND_INPUT], bindings[i], input, samples[i]) ||
        bind((Bind)api[BIND_OUTPUT], bindings[i], output, answers[i]))
      return 1;
  sample_count = count;
  return 0;
}

/* Times `group` calls with each reading of the clock. 0 if all went well. */
int run(int readings, int group, int64_t *latencies) {
  RunWithBinding run_session = (RunWithBinding)api[RUN_WITH_BINDING];
  struct timespec began, ended;
  int sample = 0;
  for (int i = 0; i < readings; i++) {
    clock_gettime(CLOCK_MONOTONIC, &began);
    for (int call = 0; call < group; call++) {
      if (run_session(session, run_options, bindings[sample])) return 1;
      if (++sample == sample_count) sample = 0;
    }
    clock_gettime(CLOCK_MONOTONIC, &ended);
    latencies[i] = ((ended.tv_sec - began.tv_sec) * 1000000000LL + ended.tv_nsec - began.tv_nsec) / group;
  }
  return 0;
}
