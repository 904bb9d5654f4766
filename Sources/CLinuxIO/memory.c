// SPDX-License-Identifier: Apache-2.0
// Part of loragw

#define _GNU_SOURCE
#include "CLinuxIO.h"

#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

// Said, or glibc raises it to the largest block ever freed and keeps blocks below it.
static const int large_block = 256 * 1024;

void clio_bound_memory(int pools) {
  mallopt(M_ARENA_MAX, pools);
  mallopt(M_MMAP_THRESHOLD, large_block);
  mallopt(M_TRIM_THRESHOLD, large_block);
}

void clio_return_freed_memory(void) { malloc_trim(0); }

// Whether the dynamic linker wrote into segments that are not writable otherwise.
static int has_text_relocations(const struct dl_phdr_info *object) {
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *header = &object->dlpi_phdr[i];
    if (header->p_type != PT_DYNAMIC) continue;
    const ElfW(Dyn) *entry = (const void *)(object->dlpi_addr + header->p_vaddr);
    for (; entry->d_tag != DT_NULL; entry++) {
      if (entry->d_tag == DT_TEXTREL) return 1;
      if (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL)) return 1;
    }
  }
  return 0;
}

static int release_pages(struct dl_phdr_info *object, size_t size, void *page_bytes) {
  (void)size;
  if (has_text_relocations(object)) return 0;
  uintptr_t mask = ~(*(uintptr_t *)page_bytes - 1);
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *header = &object->dlpi_phdr[i];
    if (header->p_type != PT_LOAD || (header->p_flags & PF_W)) continue;
    uintptr_t start = object->dlpi_addr + header->p_vaddr;
    uintptr_t end = start + header->p_filesz;
    // Pages of a file that nobody wrote to: the kernel reads them again. Where it refuses, as for
    // its own, they stay.
    madvise((void *)(start & mask), (end - (start & mask)), MADV_DONTNEED);
  }
  return 0;
}

void clio_release_program_pages(void) {
  uintptr_t page_bytes = (uintptr_t)sysconf(_SC_PAGESIZE);
  dl_iterate_phdr(release_pages, &page_bytes);
}
