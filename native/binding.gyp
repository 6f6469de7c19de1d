{
  "targets": [
    {
      "target_name": "nonced_hash",
      "dependencies": ["nonced_vectors"],
      "sources": [
        "src/addon.c",
        "src/cpu.c",
        "src/scalar.c",
        "src/sha-ni.c",
        "src/hybrid.c",
        "src/hybrid-step.S",
        "src/armv8.c"
      ],
      "defines": ["NAPI_VERSION=8"],
      "cflags": ["-O3", "-std=gnu11", "-Wall", "-Wextra", "-fvisibility=hidden"],
      "cflags!": ["-O2"],
      "xcode_settings": { "GCC_OPTIMIZATION_LEVEL": "3" }
    },
    {
      # Without the last flags gcc computes words long before they are needed and keeps them on the stack. clang knows
      # none of them, and needs none.
      "target_name": "nonced_vectors",
      "type": "static_library",
      "sources": ["src/avx2.c", "src/avx512.c"],
      "cflags": [
        "-O3", "-std=gnu11", "-fPIC", "-Wall", "-Wextra", "-fvisibility=hidden", "-Wno-ignored-optimization-argument",
        "-fno-tree-ter", "-fno-schedule-insns2", "-fno-gcse", "-fno-ivopts"
      ],
      "cflags!": ["-O2"],
      "xcode_settings": { "GCC_OPTIMIZATION_LEVEL": "3" }
    }
  ]
}
