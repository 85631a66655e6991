/* Runs a model of one input and one output through OpenVINO's C API.
 *
 * The wheel carries the headers and the library that are used here.
 */
#include <openvino/c/openvino.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { MOST_SAMPLES = 64, PROPERTY_STRINGS = 10 };

static ov_infer_request_t *requests[MOST_SAMPLES];
static const void *outputs[MOST_SAMPLES];
static int sample_count;

static int failed(ov_status_e status) {
  if (status == OK) return 0;
  fprintf(stderr, "%s: %s\n", ov_get_error_info(status), ov_get_last_err_msg());
  return 1;
}

/* The model with its input in this shape, as the harness compiles it. */
static int compile(const char *path, int64_t rank, const int64_t *shape, ov_compiled_model_t **compiled) {
  ov_core_t *core;
  ov_model_t *model;
  ov_partial_shape_t fitted;
  return failed(ov_core_create(&core)) || failed(ov_core_read_model(core, path, NULL, &model)) ||
         failed(ov_partial_shape_create_static(rank, shape, &fitted)) ||
         failed(ov_model_reshape_single_input(model, fitted)) ||
         failed(ov_core_compile_model(core, model, "CPU", PROPERTY_STRINGS, compiled,
                                      "INFERENCE_PRECISION_HINT", "f32", "PERFORMANCE_HINT", "LATENCY",
                                      "INFERENCE_NUM_THREADS", "1", "NUM_STREAMS", "1",
                                      "ENABLE_CPU_PINNING", "NO"));
}

static int bind(ov_compiled_model_t *compiled, ov_infer_request_t *request, void *sample, const void **output) {
  ov_output_const_port_t *port;
  ov_element_type_e type;
  ov_shape_t shape;
  ov_tensor_t *input, *answer;
  return failed(ov_compiled_model_input(compiled, &port)) || failed(ov_port_get_element_type(port, &type)) ||
         failed(ov_const_port_get_shape(port, &shape)) ||
         failed(ov_tensor_create_from_host_ptr(type, shape, sample, &input)) ||
         failed(ov_infer_request_set_input_tensor(request, input)) ||
         failed(ov_infer_request_get_output_tensor(request, &answer)) ||
         failed(ov_tensor_data(answer, (void **)output));
}

/* Compiles the model and makes a request over each sample. 0 if all went well. */
int prepare(const char *model, int64_t rank, const int64_t *shape, void *const *samples, int count) {
  ov_compiled_model_t *compiled;
  if (count > MOST_SAMPLES || compile(model, rank, shape, &compiled)) return 1;
  for (int i = 0; i < count; i++)
    if (failed(ov_compiled_model_create_infer_request(compiled, &requests[i])) ||
        bind(compiled, requests[i], samples[i], &outputs[i]))
      return 1;
  sample_count = count;
  return 0;
}

/* The answers of the last call of each sample. */
void read_answers(void *const *answers, size_t bytes) {
  for (int i = 0; i < sample_count; i++) memcpy(answers[i], outputs[i], bytes);
}

/* Times `group` calls with each reading of the clock. 0 if all went well. */
int run(int readings, int group, int64_t *latencies) {
  struct timespec began, ended;
  int sample = 0;
  for (int i = 0; i < readings; i++) {
    clock_gettime(CLOCK_MONOTONIC, &began);
    for (int call = 0; call < group; call++) {
      if (ov_infer_request_infer(requests[sample]) != OK) return 1;
      if (++sample == sample_count) sample = 0;
    }
    clock_gettime(CLOCK_MONOTONIC, &ended);
    latencies[i] = ((ended.tv_sec - began.tv_sec) * 1000000000LL + ended.tv_nsec - began.tv_nsec) / group;
  }
  return 0;
}
