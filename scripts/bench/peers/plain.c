/* The net of 1989 in plain loops, ordered so that a compiler finds vectors in them: all windows are gathered first, innermost loops
   run along positions, taps or inputs, and none of them is a sum but those of dot(). Talks as worker.py does; see problem.py. */

#define _POSIX_C_SOURCE 199309L
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define A 1.71593428f
#define S 0.6666667f

static int32_t n, seen[12][8];
static float rate, *patterns, *targets;

static struct {
    float w1[12][25], b1[12][64], w2[12][8][25], b2[12][16], w3[30][192], b3[30], w4[10][30], b4[10];
} net;

/* states, in their frames where windows hang over the edge; what each window sees, by tap and by position; -dE/da */
static float image[1][19][19], x1[12][11][11], x2[192], x3[30], x4[10];
static float seen1[1][25][64], taps1[1][64][25], seen2[12][25][16], taps2[12][16][25];
static float g1[12][64], g2[12][16], g3[30], g4[10];

static float f(float a) { return A * tanhf(S * a); }

static float slope(float x) { return S * (A - x * x / A); } /* f' by f */

static inline float dot(const float *restrict a, const float *restrict b, int size)
{
    float part[16] = {0}, sum = 0;
    int k = 0;
    for (; k + 16 <= size; k += 16)
        for (int i = 0; i < 16; i++)
            part[i] += a[k + i] * b[k + i];
    for (int i = 0; i < 16; i++)
        sum += part[i];
    for (; k < size; k++)
        sum += a[k] * b[k];
    return sum;
}

static inline void add(float *restrict to, const float *restrict x, float factor, int size)
{
    for (int k = 0; k < size; k++)
        to[k] += factor * x[k];
}

static inline void gather(const float *frame, int side, float *by_tap, float *by_position)
{
    int wide = 2 * side + 3, positions = side * side;
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 5; j++)
            for (int y = 0; y < side; y++)
                for (int x = 0; x < side; x++) {
                    float value = frame[(2 * y + i) * wide + 2 * x + j];
                    by_tap[(5 * i + j) * positions + side * y + x] = value;
                    by_position[(side * y + x) * 25 + 5 * i + j] = value;
                }
}

static void forward(const float *pattern)
{
    for (int y = 0; y < 16; y++)
        memcpy(&image[0][y + 2][2], pattern + 16 * y, 16 * sizeof(float));
    gather(&image[0][0][0], 8, &seen1[0][0][0], &taps1[0][0][0]);
    for (int m = 0; m < 12; m++) {
        float a[64];
        memcpy(a, net.b1[m], sizeof a);
        for (int t = 0; t < 25; t++)
            add(a, seen1[0][t], net.w1[m][t], 64);
        for (int p = 0; p < 64; p++)
            x1[m][p / 8 + 2][p % 8 + 2] = f(a[p]);
    }
    for (int m = 0; m < 12; m++)
        gather(&x1[m][0][0], 4, &seen2[m][0][0], &taps2[m][0][0]);
    for (int m = 0; m < 12; m++) {
        float a[16];
        memcpy(a, net.b2[m], sizeof a);
        for (int k = 0; k < 8; k++)
            for (int t = 0; t < 25; t++)
                add(a, seen2[seen[m][k]][t], net.w2[m][k][t], 16);
        for (int p = 0; p < 16; p++)
            x2[16 * m + p] = f(a[p]);
    }
    for (int u = 0; u < 30; u++)
        x3[u] = f(net.b3[u] + dot(net.w3[u], x2, 192));
    for (int u = 0; u < 10; u++)
        x4[u] = f(net.b4[u] + dot(net.w4[u], x3, 30));
}

static void backward(const float *target)
{
    float back3[30] = {0}, back2[192] = {0}, back1[12][25][16], sum[11][11];
    for (int u = 0; u < 10; u++) {
        g4[u] = (target[u] - x4[u]) * slope(x4[u]);
        add(back3, net.w4[u], g4[u], 30);
    }
    for (int u = 0; u < 30; u++) {
        g3[u] = back3[u] * slope(x3[u]);
        add(back2, net.w3[u], g3[u], 192);
    }
    memset(back1, 0, sizeof back1);
    for (int m = 0; m < 12; m++) {
        for (int p = 0; p < 16; p++)
            g2[m][p] = back2[16 * m + p] * slope(x2[16 * m + p]);
        for (int k = 0; k < 8; k++)
            for (int t = 0; t < 25; t++)
                add(back1[seen[m][k]][t], g2[m], net.w2[m][k][t], 16);
    }
    for (int m = 0; m < 12; m++) {
        memset(sum, 0, sizeof sum);
        for (int t = 0; t < 25; t++)
            for (int p = 0; p < 16; p++)
                sum[2 * (p / 4) + t / 5][2 * (p % 4) + t % 5] += back1[m][t][p];
        for (int p = 0; p < 64; p++)
            g1[m][p] = sum[p / 8 + 2][p % 8 + 2] * slope(x1[m][p / 8 + 2][p % 8 + 2]);
    }
}

static void update(void)
{
    for (int u = 0; u < 10; u++)
        add(net.w4[u], x3, rate * g4[u], 30);
    add(net.b4, g4, rate, 10);
    for (int u = 0; u < 30; u++)
        add(net.w3[u], x2, rate * g3[u], 192);
    add(net.b3, g3, rate, 30);
    for (int m = 0; m < 12; m++) {
        for (int k = 0; k < 8; k++)
            for (int p = 0; p < 16; p++)
                add(net.w2[m][k], taps2[seen[m][k]][p], rate * g2[m][p], 25);
        add(net.b2[m], g2[m], rate, 16);
    }
    for (int m = 0; m < 12; m++) {
        for (int p = 0; p < 64; p++)
            add(net.w1[m], taps1[0][p], rate * g1[m][p], 25);
        add(net.b1[m], g1[m], rate, 64);
    }
}

static void teach(int count)
{
    for (int k = 0; k < count; k++) {
        forward(patterns + 256 * k);
        backward(targets + 10 * k);
        update();
    }
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

static void get(FILE *file, void *to, size_t size)
{
    if (fread(to, 4, size, file) != size) {
        fprintf(stderr, "plain: the problem is incomplete\n");
        exit(1);
    }
}

static float *numbers(FILE *file, size_t size)
{
    float *to = malloc(4 * size);
    if (!to) {
        fprintf(stderr, "plain: no memory\n");
        exit(1);
    }
    get(file, to, size);
    return to;
}

static void read_problem(const char *name)
{
    FILE *file = fopen(name, "rb");
    if (!file) {
        perror(name);
        exit(1);
    }
    get(file, &n, 1);
    get(file, seen, 96);
    get(file, &rate, 1);
    patterns = numbers(file, 256 * (size_t)n);
    targets = numbers(file, 10 * (size_t)n);
    get(file, &net, sizeof net / 4);
    fclose(file);
}

static int largest(const float *x)
{
    int best = 0;
    for (int k = 1; k < 10; k++)
        if (x[k] > x[best])
            best = k;
    return best;
}

static void report(void)
{
    int misses = 0;
    double error = 0;
    for (int k = 0; k < n; k++) {
        const float *target = targets + 10 * k;
        forward(patterns + 256 * k);
        misses += largest(x4) != largest(target);
        for (int u = 0; u < 10; u++)
            error += 0.5 * (target[u] - x4[u]) * (target[u] - x4[u]);
    }
    printf("%d %.9g\n", misses, error / n / 10);
    fflush(stdout);
}

static void background(float *to, size_t size)
{
    for (size_t k = 0; k < size; k++)
        to[k] = -1;
}

int main(int argc, char **argv)
{
    int count;
    if (argc != 2) {
        fprintf(stderr, "usage: plain PROBLEM\n");
        return 1;
    }
    read_problem(argv[1]);
    background(&image[0][0][0], sizeof image / 4);
    background(&x1[0][0][0], sizeof x1 / 4);
    teach(n);
    report();
    while (scanf("%d", &count) == 1) {
        double began = now();
        teach(count < n ? count : n);
        printf("%.9f\n", now() - began);
        fflush(stdout);
    }
    return 0;
}
