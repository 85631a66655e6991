/* Runs a model of one float input [1] and one float output [1] through OpenVINO's C API.
 *
 * The wheel carries the headers and the library that are used here.
 */
#include <openvino/c/openvino.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum { MOST_SAMPLES = 64, PROPERTY_STRINGS = 10 };

static ov_infer_request_t *requests[MOST_SAMPLES];
static const float *outputs[MOST_SAMPLES];
static int sample_count;

static int failed(ov_status_e status) {
  if (status == OK) return 0;
  fprintf(stderr, "%s: %s\n", ov_get_error_info(status), ov_get_last_err_msg());
  return 1;
}

static int compile(const char *model, ov_compiled_model_t **compiled) {
  ov_core_t *core;
  return failed(ov_core_create(&core)) ||
         failed(ov_core_compile_model_from_file(
             core, model, "CPU", PROPERTY_STRINGS, compiled, "INFERENCE_PRECISION_HINT", "f32",
             "PERFORMANCE_HINT", "LATENCY", "INFERENCE_NUM_THREADS", "1", "NUM_STREAMS", "1",
             "ENABLE_CPU_PINNING", "NO"));
}

static int bind(ov_infer_request_t *request, float *sample, const float **output) {
  static int64_t size[1] = {1};
  ov_shape_t shape = {1, size};
  ov_tensor_t *input, *answer;
  return failed(ov_tensor_create_from_host_ptr(F32, shape, sample, &input)) ||
         failed(ov_infer_request_set_input_tensor(request, input)) ||
         failed(ov_infer_request_get_output_tensor(request, &answer)) ||
         failed(ov_tensor_data(answer, (void **)output));
}

/* Compiles the model and makes a request over each sample. 0 if all went well. */
int prepare(const char *model, float *samples, int count) {
  ov_compiled_model_t *compiled;
  if (count > MOST_SAMPLES || compile(model, &compiled)) return 1;
  for (int i = 0; i < count; i++)
    if (failed(ov_compiled_model_create_infer_request(compiled, &requests[i])) ||
        bind(requests[i], &samples[i], &outputs[i]))
      return 1;
  sample_count = count;
  return 0;
}

/* The answers of the last call of each sample. */
void read_answers(float *answers) {
  for (int i = 0; i < sample_count; i++) answers[i] = *outputs[i];
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
