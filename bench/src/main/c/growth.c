// A guest that builds up its heap: run(megabytes) allocates that much in pieces of 16 to 256 bytes, reads them all, frees them all and answers a check sum.
// The allocator asks for one page at a time, as those of C and Rust do. No imports. The built module is the resource growth.wasm; to build it again:
//   clang --target=wasm32 -O2 -nostdlib -Wl,--no-entry -Wl,--strip-all growth.c -o ../resources/org/granary/bench/growth.wasm
typedef unsigned int u32;
typedef unsigned char u8;

#define PAGE 65536u
#define STEP 16u
#define LARGEST 256u

typedef struct piece {
    struct piece *next;
    u32 size;
    u32 value;
} piece;

extern u8 __heap_base;
static u8 *top;
static u8 *end;
static piece *unused[LARGEST / STEP + 1];

static piece *allocate(u32 size) {
    piece **list = &unused[size / STEP];
    if (*list) {
        piece *found = *list;
        *list = found->next;
        return found;
    }
    if (!top) {
        top = (u8 *)(((u32)&__heap_base + STEP - 1) & ~(STEP - 1));
        end = (u8 *)(__builtin_wasm_memory_size(0) * PAGE);
    }
    while ((u32)(end - top) < size) {
        if (__builtin_wasm_memory_grow(0, 1) == (__SIZE_TYPE__)-1) {
            return 0;
        }
        end += PAGE;
    }
    piece *fresh = (piece *)top;
    top += size;
    return fresh;
}

static void release(piece *gone) {
    piece **list = &unused[gone->size / STEP];
    gone->next = *list;
    *list = gone;
}

__attribute__((export_name("run"))) int run(int megabytes) {
    u32 left = (u32)megabytes << 20, random = 12345, sum = 0;
    piece *all = 0;
    while (left >= LARGEST) {
        random = random * 1664525u + 1013904223u;
        u32 size = STEP + (random >> 28) * STEP;
        piece *one = allocate(size);
        if (!one) {
            return -1;
        }
        one->size = size;
        one->value = random;
        for (u32 at = sizeof(piece) / 4; at < size / 4; at++) {
            ((u32 *)one)[at] = random ^ at;
        }
        one->next = all;
        all = one;
        left -= size;
    }
    while (all) {
        piece *next = all->next;
        for (u32 at = sizeof(piece) / 4; at < all->size / 4; at++) {
            sum = sum * 31 + ((u32 *)all)[at];
        }
        sum += all->value;
        release(all);
        all = next;
    }
    return (int)sum;
}
