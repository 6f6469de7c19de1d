{
  "targets": [
    {
      "target_name": "nonced_hash",
      "sources": [
        "src/addon.c",
        "src/cpu.c",
        "src/scalar.c",
        "src/sha-ni.c",
        "src/avx2.c",
        "src/avx512.c",
        "src/hybrid.c",
        "src/hybrid-step.S",
        "src/armv8.c"
      ],
      "defines": ["NAPI_VERSION=8"],
      "cflags": ["-O3", "-std=gnu11", "-Wall", "-Wextra", "-fvisibility=hidden"],
      "cflags!": ["-O2"],
      "xcode_settings": { "GCC_OPTIMIZATION_LEVEL": "3" }
    }
  ]
}
