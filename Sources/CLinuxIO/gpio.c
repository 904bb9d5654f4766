// SPDX-License-Identifier: Apache-2.0
// Part of loragw

// libgpiod 1 and 2 behind one type. Neither header has a version macro; version 1 alone has bulks.

#include "CLinuxIO.h"

#include <errno.h>
#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef GPIOD_LINE_BULK_MAX_LINES
#define GPIOD_MAJOR 1
#else
#define GPIOD_MAJOR 2
#endif

enum { LARGEST_CHIP_NUMBER = 63 };

struct clio_line {
  struct gpiod_chip *chip;
#if GPIOD_MAJOR == 1
  struct gpiod_line *line;
#else
  struct gpiod_line_request *request;
  struct gpiod_edge_event_buffer *events;
  unsigned int offset;
#endif
};

static int failure(int other) { return errno ? -errno : -other; }

// The library stamps edges with CLOCK_MONOTONIC; kernels before 5.7 with the wall clock.
static int64_t boottime_of(int64_t monotonic_nanoseconds) {
  struct timespec monotonic;
  clock_gettime(CLOCK_MONOTONIC, &monotonic);
  int64_t now = (int64_t)monotonic.tv_sec * 1000000000 + monotonic.tv_nsec;
  int64_t age = (now - monotonic_nanoseconds) / 1000;
  int64_t boottime = clio_boottime_microseconds();
  return age < 0 || age > 10000000 ? boottime : boottime - age;
}

typedef void (*line_teller)(void *context, const char *name, const char *consumer);

// What a line in use is called whose user has no name.
static const char unnamed[] = "kernel";

#if GPIOD_MAJOR == 1

static int has_label(struct gpiod_chip *chip, const char *label) {
  return !label || strcmp(gpiod_chip_label(chip), label) == 0;
}

static int offset_of(struct gpiod_chip *chip, const char *name) {
  struct gpiod_line *line = gpiod_chip_find_line(chip, name);
  return line ? (int)gpiod_line_offset(line) : -1;
}

static int request(struct clio_line *line, unsigned int offset, enum clio_line_use use,
                   const char *consumer) {
  line->line = gpiod_chip_get_line(line->chip, offset);
  if (!line->line) return failure(EINVAL);
  struct gpiod_line_request_config config = {.consumer = consumer};
  switch (use) {
    case CLIO_LINE_OUTPUT: config.request_type = GPIOD_LINE_REQUEST_DIRECTION_OUTPUT; break;
    case CLIO_LINE_INPUT: config.request_type = GPIOD_LINE_REQUEST_DIRECTION_INPUT; break;
    case CLIO_LINE_RISING_EDGES:
      config.request_type = GPIOD_LINE_REQUEST_EVENT_RISING_EDGE;
      break;
  }
  return gpiod_line_request(line->line, &config, 1) == 0 ? 0 : failure(EIO);
}

static void give_back(struct clio_line *line) {
  if (line->line) gpiod_line_release(line->line);
}

int clio_line_level(struct clio_line *line) {
  int level = gpiod_line_get_value(line->line);
  return level < 0 ? failure(EIO) : level;
}

int clio_line_set(struct clio_line *line, int level) {
  return gpiod_line_set_value(line->line, level) == 0 ? 0 : failure(EIO);
}

int clio_line_descriptor(struct clio_line *line) {
  return gpiod_line_event_get_fd(line->line);
}

int clio_line_take_edges(struct clio_line *line, int64_t *boottime_microseconds) {
  struct timespec at_once = {0};
  int count = 0;
  for (;;) {
    int waiting = gpiod_line_event_wait(line->line, &at_once);
    if (waiting < 0) return failure(EIO);
    if (waiting == 0) return count;
    struct gpiod_line_event event;
    if (gpiod_line_event_read(line->line, &event) != 0) return failure(EIO);
    *boottime_microseconds = boottime_of((int64_t)event.ts.tv_sec * 1000000000 + event.ts.tv_nsec);
    count += 1;
  }
}

static void tell(struct gpiod_chip *chip, void *context,
                 void (*chip_teller)(void *, int, const char *), int number, line_teller teller) {
  chip_teller(context, number, gpiod_chip_label(chip));
  for (unsigned int offset = 0; offset < gpiod_chip_num_lines(chip); offset++) {
    struct gpiod_line *line = gpiod_chip_get_line(chip, offset);
    const char *name = line ? gpiod_line_name(line) : NULL;
    const char *consumer = line ? gpiod_line_consumer(line) : NULL;
    int is_used = line && gpiod_line_is_used(line);
    teller(context, name ? name : "", is_used ? consumer && *consumer ? consumer : unnamed : NULL);
  }
}

#else

static int has_label(struct gpiod_chip *chip, const char *label) {
  if (!label) return 1;
  struct gpiod_chip_info *info = gpiod_chip_get_info(chip);
  int is_equal = info && strcmp(gpiod_chip_info_get_label(info), label) == 0;
  gpiod_chip_info_free(info);
  return is_equal;
}

static int offset_of(struct gpiod_chip *chip, const char *name) {
  return gpiod_chip_get_line_offset_from_name(chip, name);
}

static int request(struct clio_line *line, unsigned int offset, enum clio_line_use use,
                   const char *consumer) {
  struct gpiod_line_settings *settings = gpiod_line_settings_new();
  struct gpiod_line_config *lines = gpiod_line_config_new();
  struct gpiod_request_config *config = gpiod_request_config_new();
  line->offset = offset;
  int result = -ENOMEM;
  if (settings && lines && config) {
    if (use == CLIO_LINE_OUTPUT) {
      gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_OUTPUT);
      gpiod_line_settings_set_output_value(settings, GPIOD_LINE_VALUE_ACTIVE);
    } else {
      gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_INPUT);
    }
    if (use == CLIO_LINE_RISING_EDGES) {
      gpiod_line_settings_set_edge_detection(settings, GPIOD_LINE_EDGE_RISING);
      line->events = gpiod_edge_event_buffer_new(16);
    }
    gpiod_request_config_set_consumer(config, consumer);
    gpiod_line_config_add_line_settings(lines, &offset, 1, settings);
    errno = 0;
    line->request = gpiod_chip_request_lines(line->chip, config, lines);
    result = line->request ? 0 : failure(EIO);
  }
  gpiod_request_config_free(config);
  gpiod_line_config_free(lines);
  gpiod_line_settings_free(settings);
  return result;
}

static void give_back(struct clio_line *line) {
  if (line->events) gpiod_edge_event_buffer_free(line->events);
  if (line->request) gpiod_line_request_release(line->request);
}

int clio_line_level(struct clio_line *line) {
  enum gpiod_line_value level = gpiod_line_request_get_value(line->request, line->offset);
  return level == GPIOD_LINE_VALUE_ERROR ? failure(EIO) : level == GPIOD_LINE_VALUE_ACTIVE;
}

int clio_line_set(struct clio_line *line, int level) {
  enum gpiod_line_value value = level ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
  return gpiod_line_request_set_value(line->request, line->offset, value) == 0 ? 0 : failure(EIO);
}

int clio_line_descriptor(struct clio_line *line) {
  return gpiod_line_request_get_fd(line->request);
}

int clio_line_take_edges(struct clio_line *line, int64_t *boottime_microseconds) {
  int count = 0;
  if (!line->events) return -ENOMEM;
  for (;;) {
    int waiting = gpiod_line_request_wait_edge_events(line->request, 0);
    if (waiting < 0) return failure(EIO);
    if (waiting == 0) return count;
    int number = gpiod_line_request_read_edge_events(line->request, line->events, 16);
    if (number < 0) return failure(EIO);
    if (number == 0) return count;
    struct gpiod_edge_event *last = gpiod_edge_event_buffer_get_event(line->events, number - 1);
    *boottime_microseconds = boottime_of((int64_t)gpiod_edge_event_get_timestamp_ns(last));
    count += number;
  }
}

static void tell(struct gpiod_chip *chip, void *context,
                 void (*chip_teller)(void *, int, const char *), int number, line_teller teller) {
  struct gpiod_chip_info *info = gpiod_chip_get_info(chip);
  if (!info) return chip_teller(context, number, NULL);
  chip_teller(context, number, gpiod_chip_info_get_label(info));
  for (unsigned int offset = 0; offset < gpiod_chip_info_get_num_lines(info); offset++) {
    struct gpiod_line_info *line = gpiod_chip_get_line_info(chip, offset);
    const char *name = line ? gpiod_line_info_get_name(line) : NULL;
    const char *consumer = line ? gpiod_line_info_get_consumer(line) : NULL;
    int is_used = line && gpiod_line_info_is_used(line);
    teller(context, name ? name : "",
           is_used ? consumer && *consumer ? consumer : unnamed : NULL);
    if (line) gpiod_line_info_free(line);
  }
  gpiod_chip_info_free(info);
}

#endif

int clio_gpiod_major(void) { return GPIOD_MAJOR; }

// Opens the chip that has the label, or the line; leaves the offset. 0, or -errno.
static int find(const char *label, const char *name, unsigned int *offset,
                struct gpiod_chip **found) {
  int denied = 0;
  for (int number = 0; number <= LARGEST_CHIP_NUMBER; number++) {
    char path[32];
    snprintf(path, sizeof path, "/dev/gpiochip%d", number);
    errno = 0;
    struct gpiod_chip *chip = gpiod_chip_open(path);
    if (!chip) {
      denied |= errno == EACCES || errno == EPERM;
      continue;
    }
    int place = name ? offset_of(chip, name) : (int)*offset;
    if (!has_label(chip, label) || place < 0) {
      gpiod_chip_close(chip);
    } else if (*found) {
      // Two fit: which one is meant nobody can tell.
      gpiod_chip_close(chip);
      gpiod_chip_close(*found);
      *found = NULL;
      return -ENOTUNIQ;
    } else {
      *found = chip;
      *offset = (unsigned int)place;
    }
  }
  if (*found) return 0;
  return denied ? -EACCES : -ENODEV;
}

int clio_line_open(const char *label, const char *name, unsigned int offset,
                   enum clio_line_use use, const char *consumer, struct clio_line **result) {
  struct gpiod_chip *chip = NULL;
  int code = find(label, name, &offset, &chip);
  if (code != 0) return code;
  struct clio_line *line = calloc(1, sizeof *line);
  if (!line) {
    gpiod_chip_close(chip);
    return -ENOMEM;
  }
  line->chip = chip;
  errno = 0;
  code = request(line, offset, use, consumer);
  if (code == 0) {
    *result = line;
  } else {
    clio_line_close(line);
  }
  return code;
}

void clio_line_close(struct clio_line *line) {
  give_back(line);
  gpiod_chip_close(line->chip);
  free(line);
}

void clio_list_lines(void *context,
                     void (*chip_teller)(void *context, int number, const char *label),
                     void (*teller)(void *context, const char *name, const char *consumer)) {
  for (int number = 0; number <= LARGEST_CHIP_NUMBER; number++) {
    char path[32];
    snprintf(path, sizeof path, "/dev/gpiochip%d", number);
    errno = 0;
    struct gpiod_chip *chip = gpiod_chip_open(path);
    if (chip) {
      tell(chip, context, chip_teller, number, teller);
      gpiod_chip_close(chip);
    } else if (errno == EACCES || errno == EPERM) {
      chip_teller(context, number, NULL);
    }
  }
}
