/*
 * The distance with FFTW in double precision: the product of two half spectra, a transform to real
 * values planned with patience, and exponentials that the compiler vectorises.
 *
 * Usage: fftw FILE. FILE holds doubles: length, gamma, count, the query's self-kernel, the query's
 * half spectrum (prepared form), the candidates' self-kernels, the candidates' half spectra. A line
 * on standard input asks for one run over all candidates; the answer is a line with nanoseconds
 * and, for "d", the distances.
 */
#include <fftw3.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return 1e9 * now.tv_sec + now.tv_nsec;
}

int main(int argc, char **argv) {
  FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
  double head[4];
  if (file == NULL || fread(head, sizeof(double), 4, file) != 4) return 1;
  const int length = (int)head[0];
  const double gamma = head[1];
  const int count = (int)head[2];
  const double query_self = head[3];
  const int values = length / 2 + 1;
  double *query = fftw_alloc_real(2 * values);
  double *selves = fftw_alloc_real(count);
  double *spectra = fftw_alloc_real((size_t)2 * values * count);
  double *distances = fftw_alloc_real(count);
  fftw_complex *product = fftw_alloc_complex(values);
  double *correlations = fftw_alloc_real(length);
  if (fread(query, sizeof(double), 2 * values, file) != (size_t)(2 * values)) return 1;
  if (fread(selves, sizeof(double), count, file) != (size_t)count) return 1;
  const size_t total = (size_t)2 * values * count;
  if (fread(spectra, sizeof(double), total, file) != total) return 1;
  fclose(file);
  for (int at = 0; at < 2 * values; at += 1) query[at] /= length;
  fftw_plan plan = fftw_plan_dft_c2r_1d(length, product, correlations,
                                        FFTW_PATIENT | FFTW_DESTROY_INPUT);
  double *restrict into = (double *)product;
  char line[16];
  while (fgets(line, sizeof line, stdin) != NULL) {
    const double start = nanoseconds();
    for (int index = 0; index < count; index += 1) {
      const double *restrict candidate = spectra + (size_t)2 * values * index;
      into[0] = 0;
      into[1] = 0;
      for (int at = 2; at < 2 * values; at += 2) {
        into[at] = query[at] * candidate[at] + query[at + 1] * candidate[at + 1];
        into[at + 1] = query[at + 1] * candidate[at] - query[at] * candidate[at + 1];
      }
      fftw_execute(plan);
      double kernel = 0;
      for (int at = 0; at < length; at += 1) kernel += exp(gamma * (correlations[at] - 1));
      const double square = 2 * (1 - kernel / sqrt(query_self * selves[index]));
      distances[index] = square > 0 ? sqrt(square) : 0;
    }
    printf("%.0f", nanoseconds() - start);
    for (int index = 0; line[0] == 'd' && index < count; index += 1) {
      printf(" %.17g", distances[index]);
    }
    printf("\n");
    fflush(stdout);
  }
  return 0;
}
