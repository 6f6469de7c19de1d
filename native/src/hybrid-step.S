/* Made by native/generate/hybrid-step.ts, which also explains it. Do not edit. */
#if defined(__x86_64__) && defined(__linux__)
.intel_syntax noprefix
.text
.globl nonced_hybrid_step
.hidden nonced_hybrid_step
.type nonced_hybrid_step, @function
.p2align 6
nonced_hybrid_step:
mov rsi, [rdi + 8]
mov rdx, [rdi + 16]
mov rcx, [rdi + 24]
mov r8, [rdi + 32]
mov r9, [rdi + 40]
mov r10, [rdi + 48]
mov r11, [rdi + 56]
lea rax, .Lconstants[rip + 512]
mov rdi, [rdi]
movdqa xmm1, [r8 + 0]
vmovdqu32 xmm13, xmmword ptr [rcx + 0]
movdqa xmm2, [rsi + 16]
vinserti32x4 ymm14, ymm13, xmmword ptr [rcx + 128], 1
vmovdqu32 xmm15, xmmword ptr [rcx + 32]
paddd xmm1, [rsi + 0]
vinserti32x4 ymm16, ymm15, xmmword ptr [rcx + 160], 1
movdqa xmm3, [r8 + 0]
vmovdqu32 xmm17, xmmword ptr [rcx + 64]
vinserti32x4 ymm18, ymm17, xmmword ptr [rcx + 192], 1
movdqa xmm4, [rsi + 48]
vmovdqu32 xmm19, xmmword ptr [rcx + 96]
paddd xmm3, [rsi + 32]
vinserti32x4 ymm20, ymm19, xmmword ptr [rcx + 224], 1
vpunpckldq ymm21, ymm14, ymm16
movdqa xmm5, [r8 + 0]
vpunpckldq ymm22, ymm18, ymm20
movdqa xmm6, [rsi + 80]
vpunpckhdq ymm23, ymm14, ymm16
vpunpckhdq ymm24, ymm18, ymm20
paddd xmm5, [rsi + 64]
vpunpcklqdq ymm25, ymm21, ymm22
movdqa xmm7, [r8 + 0]
vpunpckhqdq ymm26, ymm21, ymm22
vpunpcklqdq ymm27, ymm23, ymm24
movdqa xmm8, [rsi + 112]
vpunpckhqdq ymm28, ymm23, ymm24
paddd xmm7, [rsi + 96]
vpaddd ymm29, ymm25, ymmword ptr [r9 + 160]
vmovdqu32 ymmword ptr [r8 + 288], ymm29
movdqa xmm9, [r8 + 0]
vpaddd ymm30, ymm26, ymmword ptr [r9 + 128]
movdqa xmm10, [rsi + 144]
vmovdqu32 ymmword ptr [r8 + 256], ymm30
vpaddd ymm31, ymm27, ymmword ptr [r9 + 32]
paddd xmm9, [rsi + 128]
vmovdqu32 ymmword ptr [r8 + 160], ymm31
movdqa xmm11, [r8 + 0]
vpaddd ymm13, ymm28, ymmword ptr [r9 + 0]
vmovdqu32 ymmword ptr [r8 + 128], ymm13
movdqa xmm12, [rsi + 176]
vmovdqu32 xmm15, xmmword ptr [rcx + 16]
vinserti32x4 ymm17, ymm15, xmmword ptr [rcx + 144], 1
paddd xmm11, [rsi + 160]
vmovdqu32 xmm19, xmmword ptr [rcx + 48]
movq xmm0, qword ptr [rdi + 0]
vinserti32x4 ymm14, ymm19, xmmword ptr [rcx + 176], 1
vmovdqu32 xmm16, xmmword ptr [rcx + 80]
sha256rnds2 xmm2, xmm1
vinserti32x4 ymm18, ymm16, xmmword ptr [rcx + 208], 1
sha256rnds2 xmm4, xmm3
vmovdqu32 xmm20, xmmword ptr [rcx + 112]
vinserti32x4 ymm21, ymm20, xmmword ptr [rcx + 240], 1
sha256rnds2 xmm6, xmm5
vpunpckldq ymm22, ymm17, ymm14
sha256rnds2 xmm8, xmm7
vpunpckldq ymm23, ymm18, ymm21
vpunpckhdq ymm24, ymm17, ymm14
sha256rnds2 xmm10, xmm9
vpunpckhdq ymm25, ymm18, ymm21
sha256rnds2 xmm12, xmm11
vpunpcklqdq ymm29, ymm22, ymm23
vpunpckhqdq ymm26, ymm22, ymm23
movq xmm0, qword ptr [rdi + 128]
vpunpcklqdq ymm30, ymm24, ymm25
sha256rnds2 xmm1, xmm2
vpunpckhqdq ymm27, ymm24, ymm25
vpaddd ymm31, ymm29, ymmword ptr [r9 + 224]
sha256rnds2 xmm3, xmm4
vmovdqu32 ymmword ptr [r8 + 352], ymm31
sha256rnds2 xmm5, xmm6
vpaddd ymm28, ymm26, ymmword ptr [r9 + 192]
vmovdqu32 ymmword ptr [r8 + 320], ymm28
sha256rnds2 xmm7, xmm8
vpaddd ymm13, ymm30, ymmword ptr [r9 + 96]
sha256rnds2 xmm9, xmm10
vmovdqu32 ymmword ptr [r8 + 224], ymm13
vpaddd ymm15, ymm27, ymmword ptr [r9 + 64]
sha256rnds2 xmm11, xmm12
vmovdqu32 ymmword ptr [r8 + 192], ymm15
movq xmm0, qword ptr [rdi + 256]
vpbroadcastd ymm19, dword ptr [rax + -512]
vpaddd ymm16, ymm19, ymmword ptr [r8 + 128]
sha256rnds2 xmm2, xmm1
vpaddd ymm20, ymm16, dword ptr [rax + -508]{1to8}
vpaddd ymm17, ymm20, dword ptr [rax + -504]{1to8}
sha256rnds2 xmm4, xmm3
vpaddd ymm14, ymm20, dword ptr [rax + -500]{1to8}
sha256rnds2 xmm6, xmm5
vpaddd ymm18, ymm14, dword ptr [rax + -496]{1to8}
vpbroadcastd ymm21, dword ptr [rax + -492]
sha256rnds2 xmm8, xmm7
vpaddd ymm22, ymm21, ymmword ptr [r8 + 160]
sha256rnds2 xmm10, xmm9
vpandd ymm23, ymm17, dword ptr [rax + -488]{1to8}
vpxord ymm24, ymm23, dword ptr [rax + -484]{1to8}
sha256rnds2 xmm12, xmm11
vprord ymm25, ymm17, 6
movq xmm0, qword ptr [rdi + 384]
vprord ymm29, ymm17, 11
vpxord ymm31, ymm25, ymm29
sha256rnds2 xmm1, xmm2
vprord ymm26, ymm17, 25
sha256rnds2 xmm3, xmm4
vpxord ymm28, ymm31, ymm26
vpaddd ymm30, ymm22, ymm24
sha256rnds2 xmm5, xmm6
vpaddd ymm13, ymm30, ymm28
sha256rnds2 xmm7, xmm8
vpxord ymm27, ymm18, dword ptr [rax + -480]{1to8}
vpandd ymm15, ymm27, dword ptr [rax + -476]{1to8}
sha256rnds2 xmm9, xmm10
vpxord ymm19, ymm15, dword ptr [rax + -480]{1to8}
sha256rnds2 xmm11, xmm12
vpaddd ymm16, ymm13, dword ptr [rax + -472]{1to8}
vpaddd ymm20, ymm13, ymm19
movq xmm0, qword ptr [rdi + 512]
vprord ymm14, ymm18, 2
sha256rnds2 xmm2, xmm1
vprord ymm21, ymm18, 13
vpxord ymm23, ymm14, ymm21
sha256rnds2 xmm4, xmm3
vprord ymm25, ymm18, 22
sha256rnds2 xmm6, xmm5
vpxord ymm29, ymm23, ymm25
vpaddd ymm31, ymm20, ymm29
sha256rnds2 xmm8, xmm7
vpbroadcastd ymm26, dword ptr [rax + -468]
vpaddd ymm22, ymm26, ymmword ptr [r8 + 192]
sha256rnds2 xmm10, xmm9
vpxord ymm24, ymm17, dword ptr [rax + -464]{1to8}
sha256rnds2 xmm12, xmm11
vpandd ymm30, ymm16, ymm24
vpxord ymm28, ymm30, dword ptr [rax + -464]{1to8}
movq xmm0, qword ptr [rdi + 640]
vprord ymm15, ymm16, 6
sha256rnds2 xmm1, xmm2
vprord ymm13, ymm16, 11
vpxord ymm19, ymm15, ymm13
sha256rnds2 xmm3, xmm4
vprord ymm14, ymm16, 25
sha256rnds2 xmm5, xmm6
vpxord ymm21, ymm19, ymm14
vpaddd ymm23, ymm22, ymm28
sha256rnds2 xmm7, xmm8
vpaddd ymm25, ymm23, ymm21
sha256rnds2 xmm9, xmm10
vpxord ymm20, ymm31, ymm18
vpandd ymm29, ymm20, ymm27
sha256rnds2 xmm11, xmm12
vpxord ymm26, ymm18, ymm29
movq xmm0, qword ptr [rdi + 768]
vpaddd ymm24, ymm25, dword ptr [rax + -460]{1to8}
vpaddd ymm30, ymm25, ymm26
sha256rnds2 xmm2, xmm1
vprord ymm15, ymm31, 2
sha256rnds2 xmm4, xmm3
vprord ymm13, ymm31, 13
vpxord ymm19, ymm15, ymm13
sha256rnds2 xmm6, xmm5
vprord ymm14, ymm31, 22
sha256rnds2 xmm8, xmm7
vpxord ymm22, ymm19, ymm14
vpaddd ymm28, ymm30, ymm22
sha256rnds2 xmm10, xmm9
vpbroadcastd ymm23, dword ptr [rax + -456]
sha256rnds2 xmm12, xmm11
vpaddd ymm21, ymm23, ymmword ptr [r8 + 224]
vpxord ymm27, ymm16, ymm17
movq xmm0, qword ptr [rdi + 896]
vpandd ymm29, ymm24, ymm27
vpxord ymm25, ymm17, ymm29
sha256rnds2 xmm1, xmm2
vprord ymm26, ymm24, 6
sha256rnds2 xmm3, xmm4
vprord ymm15, ymm24, 11
vpxord ymm13, ymm26, ymm15
sha256rnds2 xmm5, xmm6
vprord ymm19, ymm24, 25
sha256rnds2 xmm7, xmm8
vpxord ymm14, ymm13, ymm19
vpaddd ymm30, ymm21, ymm25
sha256rnds2 xmm9, xmm10
vpaddd ymm22, ymm30, ymm14
sha256rnds2 xmm11, xmm12
vpxord ymm23, ymm28, ymm31
vpandd ymm27, ymm23, ymm20
movq xmm0, qword ptr [rdi + 1024]
vpxord ymm29, ymm31, ymm27
sha256rnds2 xmm2, xmm1
vpaddd ymm26, ymm22, dword ptr [rax + -480]{1to8}
vpaddd ymm15, ymm22, ymm29
sha256rnds2 xmm4, xmm3
vprord ymm13, ymm28, 2
sha256rnds2 xmm6, xmm5
vprord ymm19, ymm28, 13
vpxord ymm21, ymm13, ymm19
sha256rnds2 xmm8, xmm7
vprord ymm25, ymm28, 22
sha256rnds2 xmm10, xmm9
vpxord ymm30, ymm21, ymm25
vpaddd ymm14, ymm15, ymm30
sha256rnds2 xmm12, xmm11
vpaddd ymm20, ymm17, ymmword ptr [r8 + 256]
movq xmm0, qword ptr [rdi + 1152]
vpaddd ymm27, ymm20, dword ptr [rax + -452]{1to8}
vpxord ymm22, ymm24, ymm16
sha256rnds2 xmm1, xmm2
vpandd ymm29, ymm26, ymm22
sha256rnds2 xmm3, xmm4
vpxord ymm13, ymm16, ymm29
vprord ymm19, ymm26, 6
sha256rnds2 xmm5, xmm6
vprord ymm21, ymm26, 11
vpxord ymm25, ymm19, ymm21
sha256rnds2 xmm7, xmm8
vprord ymm15, ymm26, 25
sha256rnds2 xmm9, xmm10
vpxord ymm30, ymm25, ymm15
vpaddd ymm17, ymm27, ymm13
sha256rnds2 xmm11, xmm12
vpaddd ymm20, ymm17, ymm30
movq xmm0, qword ptr [rdi + 1280]
vpxord ymm22, ymm14, ymm28
vpandd ymm29, ymm22, ymm23
sha256rnds2 xmm2, xmm1
vpxord ymm19, ymm28, ymm29
sha256rnds2 xmm4, xmm3
vpaddd ymm21, ymm18, ymm20
vpaddd ymm25, ymm20, ymm19
sha256rnds2 xmm6, xmm5
vprord ymm15, ymm14, 2
sha256rnds2 xmm8, xmm7
vprord ymm27, ymm14, 13
vpxord ymm13, ymm15, ymm27
sha256rnds2 xmm10, xmm9
vprord ymm17, ymm14, 22
sha256rnds2 xmm12, xmm11
vpxord ymm30, ymm13, ymm17
vpaddd ymm23, ymm25, ymm30
movq xmm0, qword ptr [rdi + 1408]
vpaddd ymm29, ymm16, ymmword ptr [r8 + 288]
sha256rnds2 xmm1, xmm2
vpaddd ymm18, ymm29, dword ptr [rax + -448]{1to8}
vpxord ymm20, ymm26, ymm24
sha256rnds2 xmm3, xmm4
vpandd ymm19, ymm21, ymm20
sha256rnds2 xmm5, xmm6
vpxord ymm15, ymm24, ymm19
vprord ymm27, ymm21, 6
sha256rnds2 xmm7, xmm8
vprord ymm13, ymm21, 11
sha256rnds2 xmm9, xmm10
vpxord ymm17, ymm27, ymm13
vprord ymm25, ymm21, 25
sha256rnds2 xmm11, xmm12
vpxord ymm30, ymm17, ymm25
vpaddd ymm16, ymm18, ymm15
movq xmm0, qword ptr [rdi + 1536]
vpaddd ymm29, ymm16, ymm30
sha256rnds2 xmm2, xmm1
vpxord ymm20, ymm23, ymm14
vpandd ymm19, ymm20, ymm22
sha256rnds2 xmm4, xmm3
vpxord ymm27, ymm14, ymm19
sha256rnds2 xmm6, xmm5
vpaddd ymm13, ymm31, ymm29
vpaddd ymm17, ymm29, ymm27
sha256rnds2 xmm8, xmm7
vprord ymm25, ymm23, 2
sha256rnds2 xmm10, xmm9
vprord ymm18, ymm23, 13
vpxord ymm15, ymm25, ymm18
sha256rnds2 xmm12, xmm11
vprord ymm16, ymm23, 22
movq xmm0, qword ptr [rdi + 1664]
vpxord ymm30, ymm15, ymm16
vpaddd ymm22, ymm17, ymm30
sha256rnds2 xmm1, xmm2
vpaddd ymm19, ymm24, ymmword ptr [r8 + 320]
sha256rnds2 xmm3, xmm4
vpaddd ymm31, ymm19, dword ptr [rax + -444]{1to8}
vpxord ymm29, ymm21, ymm26
sha256rnds2 xmm5, xmm6
vpandd ymm27, ymm13, ymm29
sha256rnds2 xmm7, xmm8
vpxord ymm25, ymm26, ymm27
vprord ymm18, ymm13, 6
sha256rnds2 xmm9, xmm10
vprord ymm15, ymm13, 11
sha256rnds2 xmm11, xmm12
vpxord ymm16, ymm18, ymm15
vprord ymm17, ymm13, 25
movq xmm0, qword ptr [rdi + 1792]
vpxord ymm30, ymm16, ymm17
vpaddd ymm24, ymm31, ymm25
sha256rnds2 xmm2, xmm1
vpaddd ymm19, ymm24, ymm30
sha256rnds2 xmm4, xmm3
vpxord ymm29, ymm22, ymm23
vpandd ymm27, ymm29, ymm20
sha256rnds2 xmm6, xmm5
vpxord ymm18, ymm23, ymm27
sha256rnds2 xmm8, xmm7
vpaddd ymm15, ymm28, ymm19
vpaddd ymm16, ymm19, ymm18
sha256rnds2 xmm10, xmm9
vprord ymm17, ymm22, 2
sha256rnds2 xmm12, xmm11
vprord ymm31, ymm22, 13
vpxord ymm25, ymm17, ymm31
movq xmm0, qword ptr [rdi + 1920]
vprord ymm24, ymm22, 22
sha256rnds2 xmm1, xmm2
vpxord ymm30, ymm25, ymm24
vpaddd ymm20, ymm16, ymm30
sha256rnds2 xmm3, xmm4
vpaddd ymm27, ymm26, ymmword ptr [r8 + 352]
sha256rnds2 xmm5, xmm6
vpaddd ymm28, ymm27, dword ptr [rax + -440]{1to8}
vpxord ymm19, ymm13, ymm21
sha256rnds2 xmm7, xmm8
vpandd ymm18, ymm15, ymm19
sha256rnds2 xmm9, xmm10
vpxord ymm17, ymm21, ymm18
vprord ymm31, ymm15, 6
sha256rnds2 xmm11, xmm12
vprord ymm25, ymm15, 11
movq xmm0, qword ptr [rdi + 2048]
vpxord ymm24, ymm31, ymm25
vprord ymm16, ymm15, 25
sha256rnds2 xmm2, xmm1
vpxord ymm30, ymm24, ymm16
sha256rnds2 xmm4, xmm3
vpaddd ymm26, ymm28, ymm17
vpaddd ymm27, ymm26, ymm30
sha256rnds2 xmm6, xmm5
vpxord ymm19, ymm20, ymm22
vpandd ymm18, ymm19, ymm29
sha256rnds2 xmm8, xmm7
vpxord ymm31, ymm22, ymm18
sha256rnds2 xmm10, xmm9
vpaddd ymm25, ymm14, ymm27
vpaddd ymm24, ymm27, ymm31
sha256rnds2 xmm12, xmm11
vprord ymm16, ymm20, 2
movq xmm0, qword ptr [rdi + 2176]
vprord ymm28, ymm20, 13
vpxord ymm17, ymm16, ymm28
sha256rnds2 xmm1, xmm2
vprord ymm26, ymm20, 22
sha256rnds2 xmm3, xmm4
vpxord ymm30, ymm17, ymm26
vpaddd ymm29, ymm24, ymm30
sha256rnds2 xmm5, xmm6
vpaddd ymm18, ymm21, dword ptr [rax + -436]{1to8}
sha256rnds2 xmm7, xmm8
vpxord ymm14, ymm15, ymm13
vpandd ymm27, ymm25, ymm14
sha256rnds2 xmm9, xmm10
vpxord ymm31, ymm13, ymm27
sha256rnds2 xmm11, xmm12
vprord ymm16, ymm25, 6
vprord ymm28, ymm25, 11
movq xmm0, qword ptr [rdi + 2304]
vpxord ymm17, ymm16, ymm28
sha256rnds2 xmm2, xmm1
vprord ymm26, ymm25, 25
vpxord ymm24, ymm17, ymm26
sha256rnds2 xmm4, xmm3
vpaddd ymm30, ymm18, ymm31
sha256rnds2 xmm6, xmm5
vpaddd ymm21, ymm30, ymm24
vpxord ymm14, ymm29, ymm20
sha256rnds2 xmm8, xmm7
vpandd ymm27, ymm14, ymm19
sha256rnds2 xmm10, xmm9
vpxord ymm16, ymm20, ymm27
vpaddd ymm28, ymm23, ymm21
sha256rnds2 xmm12, xmm11
vpaddd ymm17, ymm21, ymm16
vprord ymm26, ymm29, 2
movq xmm0, qword ptr [rdi + 2432]
vprord ymm18, ymm29, 13
sha256rnds2 xmm1, xmm2
vpxord ymm31, ymm26, ymm18
vprord ymm30, ymm29, 22
sha256rnds2 xmm3, xmm4
vpxord ymm24, ymm31, ymm30
sha256rnds2 xmm5, xmm6
vpaddd ymm19, ymm17, ymm24
vpaddd ymm27, ymm13, dword ptr [rax + -432]{1to8}
sha256rnds2 xmm7, xmm8
vpxord ymm23, ymm25, ymm15
sha256rnds2 xmm9, xmm10
vpandd ymm21, ymm28, ymm23
vpxord ymm16, ymm15, ymm21
sha256rnds2 xmm11, xmm12
vprord ymm26, ymm28, 6
movq xmm0, qword ptr [rdi + 2560]
vprord ymm18, ymm28, 11
vpxord ymm31, ymm26, ymm18
sha256rnds2 xmm2, xmm1
vprord ymm30, ymm28, 25
sha256rnds2 xmm4, xmm3
vpxord ymm17, ymm31, ymm30
vpaddd ymm24, ymm27, ymm16
sha256rnds2 xmm6, xmm5
vpaddd ymm13, ymm24, ymm17
sha256rnds2 xmm8, xmm7
vpxord ymm23, ymm19, ymm29
vpandd ymm21, ymm23, ymm14
sha256rnds2 xmm10, xmm9
vpxord ymm26, ymm29, ymm21
sha256rnds2 xmm12, xmm11
vpaddd ymm18, ymm22, ymm13
vpaddd ymm31, ymm13, ymm26
movq xmm0, qword ptr [rdi + 2688]
vprord ymm30, ymm19, 2
sha256rnds2 xmm1, xmm2
vprord ymm27, ymm19, 13
vpxord ymm16, ymm30, ymm27
sha256rnds2 xmm3, xmm4
vprord ymm24, ymm19, 22
vpxord ymm17, ymm16, ymm24
sha256rnds2 xmm5, xmm6
vpaddd ymm14, ymm31, ymm17
sha256rnds2 xmm7, xmm8
vpaddd ymm21, ymm15, dword ptr [rax + -428]{1to8}
vpxord ymm22, ymm28, ymm25
sha256rnds2 xmm9, xmm10
vpandd ymm13, ymm18, ymm22
sha256rnds2 xmm11, xmm12
vpxord ymm26, ymm25, ymm13
vprord ymm30, ymm18, 6
movq xmm0, qword ptr [rdi + 2816]
vprord ymm27, ymm18, 11
sha256rnds2 xmm2, xmm1
vpxord ymm16, ymm30, ymm27
vprord ymm24, ymm18, 25
sha256rnds2 xmm4, xmm3
vpxord ymm31, ymm16, ymm24
sha256rnds2 xmm6, xmm5
vpaddd ymm17, ymm21, ymm26
vpaddd ymm15, ymm17, ymm31
sha256rnds2 xmm8, xmm7
vpxord ymm22, ymm14, ymm19
sha256rnds2 xmm10, xmm9
vpandd ymm13, ymm22, ymm23
vpxord ymm30, ymm19, ymm13
sha256rnds2 xmm12, xmm11
vpaddd ymm27, ymm20, ymm15
movq xmm0, qword ptr [rdi + 2944]
vpaddd ymm16, ymm15, ymm30
vprord ymm24, ymm14, 2
sha256rnds2 xmm1, xmm2
vprord ymm21, ymm14, 13
sha256rnds2 xmm3, xmm4
vpxord ymm26, ymm24, ymm21
vprord ymm17, ymm14, 22
sha256rnds2 xmm5, xmm6
vpxord ymm31, ymm26, ymm17
sha256rnds2 xmm7, xmm8
vpaddd ymm23, ymm16, ymm31
vpaddd ymm13, ymm25, dword ptr [rax + -424]{1to8}
sha256rnds2 xmm9, xmm10
vpxord ymm20, ymm18, ymm28
vpandd ymm15, ymm27, ymm20
sha256rnds2 xmm11, xmm12
vpxord ymm30, ymm28, ymm15
movq xmm0, qword ptr [rdi + 3072]
vprord ymm24, ymm27, 6
vprord ymm21, ymm27, 11
sha256rnds2 xmm2, xmm1
vpxord ymm26, ymm24, ymm21
sha256rnds2 xmm4, xmm3
vprord ymm17, ymm27, 25
vpxord ymm16, ymm26, ymm17
sha256rnds2 xmm6, xmm5
vpaddd ymm31, ymm13, ymm30
sha256rnds2 xmm8, xmm7
vpaddd ymm25, ymm31, ymm16
vpxord ymm20, ymm23, ymm14
sha256rnds2 xmm10, xmm9
vpandd ymm15, ymm20, ymm22
sha256rnds2 xmm12, xmm11
vpxord ymm24, ymm14, ymm15
vpaddd ymm21, ymm29, ymm25
movq xmm0, qword ptr [rdi + 3200]
vpaddd ymm26, ymm25, ymm24
sha256rnds2 xmm1, xmm2
vprord ymm17, ymm23, 2
vprord ymm13, ymm23, 13
sha256rnds2 xmm3, xmm4
vpxord ymm30, ymm17, ymm13
sha256rnds2 xmm5, xmm6
vprord ymm31, ymm23, 22
vpxord ymm16, ymm30, ymm31
sha256rnds2 xmm7, xmm8
vpaddd ymm22, ymm26, ymm16
sha256rnds2 xmm9, xmm10
vpaddd ymm15, ymm28, dword ptr [rax + -420]{1to8}
vpxord ymm29, ymm27, ymm18
sha256rnds2 xmm11, xmm12
vpandd ymm25, ymm21, ymm29
movq xmm0, qword ptr [rdi + 3328]
vpxord ymm24, ymm18, ymm25
vprord ymm17, ymm21, 6
sha256rnds2 xmm2, xmm1
vprord ymm13, ymm21, 11
vpxord ymm30, ymm17, ymm13
sha256rnds2 xmm4, xmm3
vprord ymm31, ymm21, 25
sha256rnds2 xmm6, xmm5
vpxord ymm26, ymm30, ymm31
vpaddd ymm16, ymm15, ymm24
sha256rnds2 xmm8, xmm7
vpaddd ymm28, ymm16, ymm26
sha256rnds2 xmm10, xmm9
vpxord ymm29, ymm22, ymm23
vpandd ymm25, ymm29, ymm20
sha256rnds2 xmm12, xmm11
vpxord ymm17, ymm23, ymm25
movq xmm0, qword ptr [rdi + 3456]
vpaddd ymm13, ymm19, ymm28
vpaddd ymm30, ymm28, ymm17
sha256rnds2 xmm1, xmm2
vprord ymm31, ymm22, 2
sha256rnds2 xmm3, xmm4
vprord ymm15, ymm22, 13
vpxord ymm24, ymm31, ymm15
sha256rnds2 xmm5, xmm6
vprord ymm16, ymm22, 22
sha256rnds2 xmm7, xmm8
vpxord ymm26, ymm24, ymm16
vpaddd ymm20, ymm30, ymm26
sha256rnds2 xmm9, xmm10
vpaddd ymm25, ymm18, dword ptr [rax + -416]{1to8}
sha256rnds2 xmm11, xmm12
vpxord ymm19, ymm21, ymm27
vpandd ymm28, ymm13, ymm19
movq xmm0, qword ptr [rdi + 3584]
vpxord ymm17, ymm27, ymm28
sha256rnds2 xmm2, xmm1
vprord ymm31, ymm13, 6
vprord ymm15, ymm13, 11
sha256rnds2 xmm4, xmm3
vpxord ymm24, ymm31, ymm15
vprord ymm16, ymm13, 25
sha256rnds2 xmm6, xmm5
vpxord ymm30, ymm24, ymm16
sha256rnds2 xmm8, xmm7
vpaddd ymm26, ymm25, ymm17
vpaddd ymm18, ymm26, ymm30
sha256rnds2 xmm10, xmm9
vpxord ymm19, ymm20, ymm22
sha256rnds2 xmm12, xmm11
vpandd ymm28, ymm19, ymm29
vpxord ymm31, ymm22, ymm28
movq xmm0, qword ptr [rdi + 3712]
vpaddd ymm15, ymm14, ymm18
sha256rnds2 xmm1, xmm2
vpaddd ymm24, ymm18, ymm31
vprord ymm16, ymm20, 2
sha256rnds2 xmm3, xmm4
vprord ymm25, ymm20, 13
sha256rnds2 xmm5, xmm6
vpxord ymm17, ymm16, ymm25
vprord ymm26, ymm20, 22
sha256rnds2 xmm7, xmm8
vpxord ymm30, ymm17, ymm26
sha256rnds2 xmm9, xmm10
vpaddd ymm29, ymm24, ymm30
vpaddd ymm28, ymm27, dword ptr [rax + -412]{1to8}
sha256rnds2 xmm11, xmm12
vpxord ymm14, ymm13, ymm21
movdqa [rdx + 0], xmm1
vpandd ymm18, ymm15, ymm14
vpxord ymm31, ymm21, ymm18
movdqa [rdx + 16], xmm2
vprord ymm16, ymm15, 6
movdqa [rdx + 32], xmm3
vprord ymm25, ymm15, 11
vpxord ymm17, ymm16, ymm25
movdqa [rdx + 48], xmm4
vprord ymm26, ymm15, 25
movdqa [rdx + 64], xmm5
vpxord ymm24, ymm17, ymm26
vpaddd ymm30, ymm28, ymm31
movdqa [rdx + 80], xmm6
vpaddd ymm27, ymm30, ymm24
vpxord ymm14, ymm29, ymm20
movdqa [rdx + 96], xmm7
vpandd ymm18, ymm14, ymm19
movdqa [rdx + 112], xmm8
vpxord ymm16, ymm20, ymm18
vpaddd ymm25, ymm23, ymm27
movdqa [rdx + 128], xmm9
vpaddd ymm17, ymm27, ymm16
movdqa [rdx + 144], xmm10
vprord ymm26, ymm29, 2
vprord ymm28, ymm29, 13
movdqa [rdx + 160], xmm11
vpxord ymm31, ymm26, ymm28
movdqa [rdx + 176], xmm12
vprord ymm30, ymm29, 22
vpxord ymm24, ymm31, ymm30
movdqa xmm1, [r8 + 0]
vpaddd ymm19, ymm17, ymm24
movdqa xmm2, [rsi + 208]
vpaddd ymm18, ymm21, dword ptr [rax + -408]{1to8}
vpxord ymm23, ymm15, ymm13
paddd xmm1, [rsi + 192]
vpandd ymm27, ymm25, ymm23
movdqa xmm3, [r8 + 0]
vpxord ymm16, ymm13, ymm27
vprord ymm26, ymm25, 6
movdqa xmm4, [rsi + 240]
vprord ymm28, ymm25, 11
paddd xmm3, [rsi + 224]
vpxord ymm31, ymm26, ymm28
vprord ymm30, ymm25, 25
movdqa xmm5, [r8 + 0]
vpxord ymm17, ymm31, ymm30
movdqa xmm6, [rsi + 272]
vpaddd ymm24, ymm18, ymm16
vpaddd ymm21, ymm24, ymm17
paddd xmm5, [rsi + 256]
vpxord ymm23, ymm19, ymm29
movdqa xmm7, [r8 + 0]
vpandd ymm27, ymm23, ymm14
vpxord ymm26, ymm29, ymm27
movdqa xmm8, [rsi + 304]
vpaddd ymm28, ymm22, ymm21
vpaddd ymm31, ymm21, ymm26
paddd xmm7, [rsi + 288]
vprord ymm30, ymm19, 2
movdqa xmm9, [r8 + 0]
vprord ymm18, ymm19, 13
vpxord ymm16, ymm30, ymm18
movdqa xmm10, [rsi + 336]
vprord ymm24, ymm19, 22
paddd xmm9, [rsi + 320]
vpxord ymm17, ymm16, ymm24
vpaddd ymm23, ymm31, ymm17
movq xmm0, qword ptr [rdi + 0]
vpunpckldq ymm14, ymm25, ymm28
sha256rnds2 xmm2, xmm1
vpunpckldq ymm27, ymm19, ymm23
vpunpckhdq ymm22, ymm25, ymm28
sha256rnds2 xmm4, xmm3
vpunpckhdq ymm21, ymm19, ymm23
sha256rnds2 xmm6, xmm5
vpunpcklqdq ymm26, ymm14, ymm27
vpunpckhqdq ymm30, ymm14, ymm27
sha256rnds2 xmm8, xmm7
vpunpcklqdq ymm18, ymm22, ymm21
sha256rnds2 xmm10, xmm9
vpunpckhqdq ymm16, ymm22, ymm21
vmovdqu32 xmmword ptr [r10 + 0], xmm26
movq xmm0, qword ptr [rdi + 128]
vextracti32x4 xmmword ptr [r10 + 128], ymm26, 1
sha256rnds2 xmm1, xmm2
vmovdqu32 xmmword ptr [r10 + 32], xmm30
vextracti32x4 xmmword ptr [r10 + 160], ymm30, 1
sha256rnds2 xmm3, xmm4
vmovdqu32 xmmword ptr [r10 + 64], xmm18
sha256rnds2 xmm5, xmm6
vextracti32x4 xmmword ptr [r10 + 192], ymm18, 1
vmovdqu32 xmmword ptr [r10 + 96], xmm16
sha256rnds2 xmm7, xmm8
vextracti32x4 xmmword ptr [r10 + 224], ymm16, 1
sha256rnds2 xmm9, xmm10
vpunpckldq ymm24, ymm13, ymm15
vpunpckldq ymm31, ymm20, ymm29
movq xmm0, qword ptr [rdi + 256]
vpunpckhdq ymm17, ymm13, ymm15
vpunpckhdq ymm25, ymm20, ymm29
sha256rnds2 xmm2, xmm1
vpunpcklqdq ymm28, ymm24, ymm31
sha256rnds2 xmm4, xmm3
vpunpckhqdq ymm19, ymm24, ymm31
vpunpcklqdq ymm23, ymm17, ymm25
sha256rnds2 xmm6, xmm5
vpunpckhqdq ymm14, ymm17, ymm25
sha256rnds2 xmm8, xmm7
vmovdqu32 xmmword ptr [r10 + 16], xmm28
vextracti32x4 xmmword ptr [r10 + 144], ymm28, 1
sha256rnds2 xmm10, xmm9
vmovdqu32 xmmword ptr [r10 + 48], xmm19
movq xmm0, qword ptr [rdi + 384]
vextracti32x4 xmmword ptr [r10 + 176], ymm19, 1
vmovdqu32 xmmword ptr [r10 + 80], xmm23
sha256rnds2 xmm1, xmm2
vextracti32x4 xmmword ptr [r10 + 208], ymm23, 1
sha256rnds2 xmm3, xmm4
vmovdqu32 xmmword ptr [r10 + 112], xmm14
vextracti32x4 xmmword ptr [r10 + 240], ymm14, 1
sha256rnds2 xmm5, xmm6
vmovdqu32 ymm27, ymmword ptr [r8 + 128]
sha256rnds2 xmm7, xmm8
vmovdqu32 ymm22, ymmword ptr [r8 + 160]
vmovdqu32 ymm21, ymmword ptr [r8 + 192]
sha256rnds2 xmm9, xmm10
vmovdqu32 ymm26, ymmword ptr [r8 + 224]
movq xmm0, qword ptr [rdi + 512]
vmovdqu32 ymm30, ymmword ptr [r8 + 256]
vmovdqu32 ymm18, ymmword ptr [r8 + 288]
sha256rnds2 xmm2, xmm1
vmovdqu32 ymm16, ymmword ptr [r8 + 320]
sha256rnds2 xmm4, xmm3
vmovdqu32 ymm13, ymmword ptr [r8 + 352]
vprord ymm15, ymm22, 7
sha256rnds2 xmm6, xmm5
vprord ymm20, ymm22, 18
sha256rnds2 xmm8, xmm7
vpxord ymm29, ymm15, ymm20
vpsrld ymm24, ymm22, 3
sha256rnds2 xmm10, xmm9
vpxord ymm31, ymm29, ymm24
vpaddd ymm17, ymm31, ymm27
movq xmm0, qword ptr [rdi + 640]
vpaddd ymm25, ymm17, dword ptr [rax + -404]{1to8}
sha256rnds2 xmm1, xmm2
vprord ymm28, ymm21, 7
vprord ymm19, ymm21, 18
sha256rnds2 xmm3, xmm4
vpxord ymm23, ymm28, ymm19
sha256rnds2 xmm5, xmm6
vpsrld ymm14, ymm21, 3
vpxord ymm15, ymm23, ymm14
sha256rnds2 xmm7, xmm8
vpaddd ymm20, ymm15, ymm22
sha256rnds2 xmm9, xmm10
vpaddd ymm29, ymm20, dword ptr [rax + -400]{1to8}
vpaddd ymm24, ymm29, dword ptr [rax + -396]{1to8}
movq xmm0, qword ptr [rdi + 768]
vpunpckldq ymm31, ymm25, ymm24
sha256rnds2 xmm2, xmm1
vmovdqu32 ymmword ptr [r10 + 512], ymm31
vpunpckhdq ymm27, ymm25, ymm24
sha256rnds2 xmm4, xmm3
vmovdqu32 ymmword ptr [r10 + 544], ymm27
sha256rnds2 xmm6, xmm5
vprord ymm28, ymm26, 7
vprord ymm19, ymm26, 18
sha256rnds2 xmm8, xmm7
vpxord ymm23, ymm28, ymm19
sha256rnds2 xmm10, xmm9
vpsrld ymm14, ymm26, 3
vpxord ymm15, ymm23, ymm14
movq xmm0, qword ptr [rdi + 896]
vpaddd ymm22, ymm15, ymm21
sha256rnds2 xmm1, xmm2
vprord ymm20, ymm17, 17
vprord ymm31, ymm17, 19
sha256rnds2 xmm3, xmm4
vpxord ymm25, ymm20, ymm31
sha256rnds2 xmm5, xmm6
vpsrld ymm24, ymm17, 10
vpxord ymm27, ymm25, ymm24
sha256rnds2 xmm7, xmm8
vpaddd ymm28, ymm22, ymm27
vpaddd ymm19, ymm28, dword ptr [rax + -392]{1to8}
sha256rnds2 xmm9, xmm10
vprord ymm23, ymm30, 7
movq xmm0, qword ptr [rdi + 1024]
vprord ymm14, ymm30, 18
vpxord ymm15, ymm23, ymm14
sha256rnds2 xmm2, xmm1
vpsrld ymm21, ymm30, 3
sha256rnds2 xmm4, xmm3
vpxord ymm20, ymm15, ymm21
vpaddd ymm31, ymm20, ymm26
sha256rnds2 xmm6, xmm5
vprord ymm25, ymm29, 17
sha256rnds2 xmm8, xmm7
vprord ymm24, ymm29, 19
vpxord ymm22, ymm25, ymm24
sha256rnds2 xmm10, xmm9
vpsrld ymm27, ymm29, 10
movq xmm0, qword ptr [rdi + 1152]
vpxord ymm23, ymm22, ymm27
vpaddd ymm14, ymm31, ymm23
sha256rnds2 xmm1, xmm2
vpaddd ymm15, ymm14, dword ptr [rax + -388]{1to8}
sha256rnds2 xmm3, xmm4
vpunpckldq ymm21, ymm19, ymm15
vmovdqu32 ymmword ptr [r10 + 640], ymm21
sha256rnds2 xmm5, xmm6
vpunpckhdq ymm20, ymm19, ymm15
sha256rnds2 xmm7, xmm8
vmovdqu32 ymmword ptr [r10 + 672], ymm20
vprord ymm26, ymm18, 7
sha256rnds2 xmm9, xmm10
vprord ymm25, ymm18, 18
movq xmm0, qword ptr [rdi + 1280]
vpxord ymm24, ymm26, ymm25
vpsrld ymm22, ymm18, 3
sha256rnds2 xmm2, xmm1
vpxord ymm27, ymm24, ymm22
vpaddd ymm31, ymm27, ymm30
sha256rnds2 xmm4, xmm3
vprord ymm23, ymm28, 17
sha256rnds2 xmm6, xmm5
vprord ymm21, ymm28, 19
vpxord ymm19, ymm23, ymm21
sha256rnds2 xmm8, xmm7
vpsrld ymm15, ymm28, 10
sha256rnds2 xmm10, xmm9
vpxord ymm20, ymm19, ymm15
vpaddd ymm26, ymm31, ymm20
movq xmm0, qword ptr [rdi + 1408]
vpaddd ymm25, ymm26, dword ptr [rax + -384]{1to8}
sha256rnds2 xmm1, xmm2
vprord ymm24, ymm16, 7
vprord ymm22, ymm16, 18
sha256rnds2 xmm3, xmm4
vpxord ymm27, ymm24, ymm22
sha256rnds2 xmm5, xmm6
vpsrld ymm30, ymm16, 3
vpxord ymm23, ymm27, ymm30
sha256rnds2 xmm7, xmm8
vpaddd ymm21, ymm23, ymm18
sha256rnds2 xmm9, xmm10
vprord ymm19, ymm14, 17
vprord ymm15, ymm14, 19
movq xmm0, qword ptr [rdi + 1536]
vpxord ymm31, ymm19, ymm15
sha256rnds2 xmm2, xmm1
vpsrld ymm20, ymm14, 10
vpxord ymm24, ymm31, ymm20
sha256rnds2 xmm4, xmm3
vpaddd ymm22, ymm21, ymm24
sha256rnds2 xmm6, xmm5
vpaddd ymm27, ymm22, dword ptr [rax + -380]{1to8}
vpunpckldq ymm30, ymm25, ymm27
sha256rnds2 xmm8, xmm7
vmovdqu32 ymmword ptr [r10 + 768], ymm30
sha256rnds2 xmm10, xmm9
vpunpckhdq ymm23, ymm25, ymm27
vmovdqu32 ymmword ptr [r10 + 800], ymm23
movq xmm0, qword ptr [rdi + 1664]
vprord ymm18, ymm13, 7
vprord ymm19, ymm13, 18
sha256rnds2 xmm1, xmm2
vpxord ymm15, ymm18, ymm19
sha256rnds2 xmm3, xmm4
vpsrld ymm31, ymm13, 3
vpxord ymm20, ymm15, ymm31
sha256rnds2 xmm5, xmm6
vpaddd ymm21, ymm20, ymm16
sha256rnds2 xmm7, xmm8
vpaddd ymm24, ymm21, dword ptr [rax + -376]{1to8}
vprord ymm30, ymm26, 17
sha256rnds2 xmm9, xmm10
vprord ymm25, ymm26, 19
movq xmm0, qword ptr [rdi + 1792]
vpxord ymm27, ymm30, ymm25
vpsrld ymm23, ymm26, 10
sha256rnds2 xmm2, xmm1
vpxord ymm18, ymm27, ymm23
sha256rnds2 xmm4, xmm3
vpaddd ymm19, ymm24, ymm18
vpaddd ymm15, ymm19, dword ptr [rax + -372]{1to8}
sha256rnds2 xmm6, xmm5
vpaddd ymm31, ymm13, ymm17
sha256rnds2 xmm8, xmm7
vpaddd ymm20, ymm31, dword ptr [rax + -368]{1to8}
vprord ymm16, ymm22, 17
sha256rnds2 xmm10, xmm9
vprord ymm21, ymm22, 19
movq xmm0, qword ptr [rdi + 1920]
vpxord ymm30, ymm16, ymm21
vpsrld ymm25, ymm22, 10
sha256rnds2 xmm1, xmm2
vpxord ymm27, ymm30, ymm25
sha256rnds2 xmm3, xmm4
vpaddd ymm23, ymm20, ymm27
vpaddd ymm24, ymm23, dword ptr [rax + -364]{1to8}
sha256rnds2 xmm5, xmm6
vpunpckldq ymm18, ymm15, ymm24
sha256rnds2 xmm7, xmm8
vmovdqu32 ymmword ptr [r10 + 896], ymm18
vpunpckhdq ymm13, ymm15, ymm24
sha256rnds2 xmm9, xmm10
vmovdqu32 ymmword ptr [r10 + 928], ymm13
vpaddd ymm31, ymm29, dword ptr [rax + -360]{1to8}
movq xmm0, qword ptr [rdi + 2048]
vprord ymm16, ymm19, 17
sha256rnds2 xmm2, xmm1
vprord ymm21, ymm19, 19
vpxord ymm30, ymm16, ymm21
sha256rnds2 xmm4, xmm3
vpsrld ymm25, ymm19, 10
sha256rnds2 xmm6, xmm5
vpxord ymm20, ymm30, ymm25
vpaddd ymm27, ymm31, ymm20
sha256rnds2 xmm8, xmm7
vpaddd ymm18, ymm27, dword ptr [rax + -356]{1to8}
sha256rnds2 xmm10, xmm9
vprord ymm15, ymm23, 17
vprord ymm24, ymm23, 19
movq xmm0, qword ptr [rdi + 2176]
vpxord ymm13, ymm15, ymm24
sha256rnds2 xmm1, xmm2
vpsrld ymm16, ymm23, 10
vpxord ymm21, ymm13, ymm16
sha256rnds2 xmm3, xmm4
vpaddd ymm30, ymm28, ymm21
sha256rnds2 xmm5, xmm6
vpaddd ymm25, ymm30, dword ptr [rax + -352]{1to8}
vpunpckldq ymm31, ymm18, ymm25
sha256rnds2 xmm7, xmm8
vmovdqu32 ymmword ptr [r10 + 1024], ymm31
sha256rnds2 xmm9, xmm10
vpunpckhdq ymm20, ymm18, ymm25
vmovdqu32 ymmword ptr [r10 + 1056], ymm20
movq xmm0, qword ptr [rdi + 2304]
vprord ymm15, ymm27, 17
sha256rnds2 xmm2, xmm1
vprord ymm24, ymm27, 19
vpxord ymm13, ymm15, ymm24
sha256rnds2 xmm4, xmm3
vpsrld ymm16, ymm27, 10
sha256rnds2 xmm6, xmm5
vpxord ymm21, ymm13, ymm16
vpaddd ymm31, ymm14, ymm21
sha256rnds2 xmm8, xmm7
vpaddd ymm18, ymm31, dword ptr [rax + -348]{1to8}
vprord ymm25, ymm30, 17
sha256rnds2 xmm10, xmm9
vprord ymm20, ymm30, 19
movq xmm0, qword ptr [rdi + 2432]
vpxord ymm15, ymm25, ymm20
vpsrld ymm24, ymm30, 10
sha256rnds2 xmm1, xmm2
vpxord ymm13, ymm15, ymm24
sha256rnds2 xmm3, xmm4
vpaddd ymm16, ymm26, ymm13
vpaddd ymm21, ymm16, dword ptr [rax + -344]{1to8}
sha256rnds2 xmm5, xmm6
vpunpckldq ymm25, ymm18, ymm21
sha256rnds2 xmm7, xmm8
vmovdqu32 ymmword ptr [r10 + 1152], ymm25
vpunpckhdq ymm20, ymm18, ymm21
sha256rnds2 xmm9, xmm10
vmovdqu32 ymmword ptr [r10 + 1184], ymm20
movq xmm0, qword ptr [rdi + 2560]
vprord ymm15, ymm31, 17
vprord ymm24, ymm31, 19
sha256rnds2 xmm2, xmm1
vpxord ymm13, ymm15, ymm24
sha256rnds2 xmm4, xmm3
vpsrld ymm25, ymm31, 10
vpxord ymm18, ymm13, ymm25
sha256rnds2 xmm6, xmm5
vpaddd ymm21, ymm22, ymm18
sha256rnds2 xmm8, xmm7
vpaddd ymm20, ymm21, dword ptr [rax + -340]{1to8}
vprord ymm15, ymm16, 17
sha256rnds2 xmm10, xmm9
vprord ymm24, ymm16, 19
movq xmm0, qword ptr [rdi + 2688]
vpxord ymm13, ymm15, ymm24
vpsrld ymm25, ymm16, 10
sha256rnds2 xmm1, xmm2
vpxord ymm18, ymm13, ymm25
sha256rnds2 xmm3, xmm4
vpaddd ymm15, ymm19, ymm18
vpaddd ymm24, ymm15, dword ptr [rax + -336]{1to8}
sha256rnds2 xmm5, xmm6
vpunpckldq ymm13, ymm20, ymm24
vmovdqu32 ymmword ptr [r10 + 1280], ymm13
sha256rnds2 xmm7, xmm8
vpunpckhdq ymm25, ymm20, ymm24
sha256rnds2 xmm9, xmm10
vmovdqu32 ymmword ptr [r10 + 1312], ymm25
vpaddd ymm18, ymm23, dword ptr [rax + -332]{1to8}
movq xmm0, qword ptr [rdi + 2816]
vprord ymm13, ymm21, 17
sha256rnds2 xmm2, xmm1
vprord ymm20, ymm21, 19
vpxord ymm24, ymm13, ymm20
sha256rnds2 xmm4, xmm3
vpsrld ymm25, ymm21, 10
sha256rnds2 xmm6, xmm5
vpxord ymm13, ymm24, ymm25
vpaddd ymm20, ymm18, ymm13
sha256rnds2 xmm8, xmm7
vpaddd ymm24, ymm20, dword ptr [rax + -328]{1to8}
sha256rnds2 xmm10, xmm9
vprord ymm25, ymm17, 7
vprord ymm18, ymm17, 18
movq xmm0, qword ptr [rdi + 2944]
vpxord ymm13, ymm25, ymm18
sha256rnds2 xmm1, xmm2
vpsrld ymm25, ymm17, 3
vpxord ymm18, ymm13, ymm25
sha256rnds2 xmm3, xmm4
vpaddd ymm13, ymm18, ymm27
sha256rnds2 xmm5, xmm6
vpaddd ymm25, ymm13, dword ptr [rax + -376]{1to8}
vprord ymm18, ymm15, 17
sha256rnds2 xmm7, xmm8
vprord ymm13, ymm15, 19
sha256rnds2 xmm9, xmm10
vpxord ymm18, ymm18, ymm13
vpsrld ymm13, ymm15, 10
movq xmm0, qword ptr [rdi + 3072]
vpxord ymm18, ymm18, ymm13
sha256rnds2 xmm2, xmm1
vpaddd ymm13, ymm25, ymm18
vpaddd ymm25, ymm13, dword ptr [rax + -324]{1to8}
sha256rnds2 xmm4, xmm3
vpunpckldq ymm18, ymm24, ymm25
vmovdqu32 ymmword ptr [r10 + 1408], ymm18
sha256rnds2 xmm6, xmm5
vpunpckhdq ymm18, ymm24, ymm25
sha256rnds2 xmm8, xmm7
vmovdqu32 ymmword ptr [r10 + 1440], ymm18
vprord ymm24, ymm29, 7
sha256rnds2 xmm10, xmm9
vprord ymm25, ymm29, 18
movq xmm0, qword ptr [rdi + 3200]
vpxord ymm18, ymm24, ymm25
vpsrld ymm24, ymm29, 3
sha256rnds2 xmm1, xmm2
vpxord ymm25, ymm18, ymm24
sha256rnds2 xmm3, xmm4
vpaddd ymm18, ymm25, ymm17
vpaddd ymm24, ymm18, ymm30
sha256rnds2 xmm5, xmm6
vprord ymm25, ymm20, 17
sha256rnds2 xmm7, xmm8
vprord ymm17, ymm20, 19
vpxord ymm18, ymm25, ymm17
sha256rnds2 xmm9, xmm10
vpsrld ymm25, ymm20, 10
movq xmm0, qword ptr [rdi + 3328]
vpxord ymm17, ymm18, ymm25
vpaddd ymm18, ymm24, ymm17
sha256rnds2 xmm2, xmm1
vpaddd ymm25, ymm18, dword ptr [rax + -320]{1to8}
sha256rnds2 xmm4, xmm3
vprord ymm24, ymm28, 7
vprord ymm17, ymm28, 18
sha256rnds2 xmm6, xmm5
vpxord ymm24, ymm24, ymm17
sha256rnds2 xmm8, xmm7
vpsrld ymm17, ymm28, 3
vpxord ymm24, ymm24, ymm17
sha256rnds2 xmm10, xmm9
vpaddd ymm17, ymm24, ymm29
vpaddd ymm24, ymm17, ymm31
movq xmm0, qword ptr [rdi + 3456]
vprord ymm29, ymm13, 17
sha256rnds2 xmm1, xmm2
vprord ymm17, ymm13, 19
vpxord ymm29, ymm29, ymm17
sha256rnds2 xmm3, xmm4
vpsrld ymm17, ymm13, 10
sha256rnds2 xmm5, xmm6
vpxord ymm29, ymm29, ymm17
vpaddd ymm17, ymm24, ymm29
sha256rnds2 xmm7, xmm8
vpaddd ymm24, ymm17, dword ptr [rax + -316]{1to8}
sha256rnds2 xmm9, xmm10
vpunpckldq ymm29, ymm25, ymm24
vmovdqu32 ymmword ptr [r10 + 1536], ymm29
movq xmm0, qword ptr [rdi + 3584]
vpunpckhdq ymm29, ymm25, ymm24
sha256rnds2 xmm2, xmm1
vmovdqu32 ymmword ptr [r10 + 1568], ymm29
vprord ymm25, ymm14, 7
sha256rnds2 xmm4, xmm3
vprord ymm24, ymm14, 18
sha256rnds2 xmm6, xmm5
vpxord ymm29, ymm25, ymm24
vpsrld ymm25, ymm14, 3
sha256rnds2 xmm8, xmm7
vpxord ymm24, ymm29, ymm25
sha256rnds2 xmm10, xmm9
vpaddd ymm29, ymm24, ymm28
vpaddd ymm25, ymm29, ymm16
movq xmm0, qword ptr [rdi + 3712]
vprord ymm24, ymm18, 17
sha256rnds2 xmm1, xmm2
vprord ymm28, ymm18, 19
vpxord ymm29, ymm24, ymm28
sha256rnds2 xmm3, xmm4
vpsrld ymm24, ymm18, 10
sha256rnds2 xmm5, xmm6
vpxord ymm28, ymm29, ymm24
vpaddd ymm29, ymm25, ymm28
sha256rnds2 xmm7, xmm8
vpaddd ymm24, ymm29, dword ptr [rax + -312]{1to8}
vprord ymm25, ymm26, 7
sha256rnds2 xmm9, xmm10
vprord ymm28, ymm26, 18
movdqa [rdx + 192], xmm1
vpxord ymm25, ymm25, ymm28
vpsrld ymm28, ymm26, 3
movdqa [rdx + 208], xmm2
vpxord ymm25, ymm25, ymm28
movdqa [rdx + 224], xmm3
vpaddd ymm28, ymm25, ymm14
vpaddd ymm25, ymm28, ymm21
movdqa [rdx + 240], xmm4
vprord ymm14, ymm17, 17
movdqa [rdx + 256], xmm5
vprord ymm28, ymm17, 19
vpxord ymm14, ymm14, ymm28
movdqa [rdx + 272], xmm6
vpsrld ymm28, ymm17, 10
movdqa [rdx + 288], xmm7
vpxord ymm14, ymm14, ymm28
vpaddd ymm28, ymm25, ymm14
movdqa [rdx + 304], xmm8
vpaddd ymm25, ymm28, dword ptr [rax + -308]{1to8}
movdqa [rdx + 320], xmm9
vpunpckldq ymm14, ymm24, ymm25
vmovdqu32 ymmword ptr [r10 + 1664], ymm14
movdqa [rdx + 336], xmm10
vpunpckhdq ymm14, ymm24, ymm25
movdqa xmm1, [r8 + 0]
vmovdqu32 ymmword ptr [r10 + 1696], ymm14
vprord ymm24, ymm22, 7
movdqa xmm2, [rsi + 368]
vprord ymm25, ymm22, 18
paddd xmm1, [rsi + 352]
vpxord ymm14, ymm24, ymm25
vpsrld ymm24, ymm22, 3
movdqa xmm3, [r8 + 0]
vpxord ymm25, ymm14, ymm24
movdqa xmm4, [rsi + 400]
vpaddd ymm14, ymm25, ymm26
vpaddd ymm24, ymm14, ymm15
paddd xmm3, [rsi + 384]
vprord ymm25, ymm29, 17
vprord ymm26, ymm29, 19
movdqa xmm5, [r8 + 0]
vpxord ymm14, ymm25, ymm26
movdqa xmm6, [rsi + 432]
vpsrld ymm25, ymm29, 10
vpxord ymm26, ymm14, ymm25
paddd xmm5, [rsi + 416]
vpaddd ymm14, ymm24, ymm26
movdqa xmm7, [r8 + 0]
vpaddd ymm25, ymm14, dword ptr [rax + -304]{1to8}
vprord ymm24, ymm19, 7
movdqa xmm8, [rsi + 464]
vprord ymm26, ymm19, 18
paddd xmm7, [rsi + 448]
vpxord ymm24, ymm24, ymm26
vpsrld ymm26, ymm19, 3
movdqa xmm9, [r8 + 0]
vpxord ymm24, ymm24, ymm26
movdqa xmm10, [rsi + 496]
vpaddd ymm26, ymm24, ymm22
vpaddd ymm24, ymm26, ymm20
paddd xmm9, [rsi + 480]
vprord ymm22, ymm28, 17
movq xmm0, qword ptr [rdi + 0]
vprord ymm26, ymm28, 19
vpxord ymm22, ymm22, ymm26
sha256rnds2 xmm2, xmm1
vpsrld ymm26, ymm28, 10
sha256rnds2 xmm4, xmm3
vpxord ymm22, ymm22, ymm26
vpaddd ymm26, ymm24, ymm22
sha256rnds2 xmm6, xmm5
vpaddd ymm24, ymm26, dword ptr [rax + -300]{1to8}
sha256rnds2 xmm8, xmm7
vpunpckldq ymm22, ymm25, ymm24
vmovdqu32 ymmword ptr [r10 + 1792], ymm22
sha256rnds2 xmm10, xmm9
vpunpckhdq ymm22, ymm25, ymm24
movq xmm0, qword ptr [rdi + 128]
vmovdqu32 ymmword ptr [r10 + 1824], ymm22
vprord ymm25, ymm23, 7
sha256rnds2 xmm1, xmm2
vprord ymm24, ymm23, 18
vpxord ymm22, ymm25, ymm24
sha256rnds2 xmm3, xmm4
vpsrld ymm25, ymm23, 3
sha256rnds2 xmm5, xmm6
vpxord ymm24, ymm22, ymm25
vpaddd ymm22, ymm24, ymm19
sha256rnds2 xmm7, xmm8
vpaddd ymm25, ymm22, ymm13
sha256rnds2 xmm9, xmm10
vprord ymm24, ymm14, 17
vprord ymm19, ymm14, 19
movq xmm0, qword ptr [rdi + 256]
vpxord ymm22, ymm24, ymm19
sha256rnds2 xmm2, xmm1
vpsrld ymm24, ymm14, 10
vpxord ymm19, ymm22, ymm24
sha256rnds2 xmm4, xmm3
vpaddd ymm22, ymm25, ymm19
sha256rnds2 xmm6, xmm5
vpaddd ymm24, ymm22, dword ptr [rax + -296]{1to8}
vprord ymm25, ymm27, 7
sha256rnds2 xmm8, xmm7
vprord ymm19, ymm27, 18
sha256rnds2 xmm10, xmm9
vpxord ymm25, ymm25, ymm19
vpsrld ymm19, ymm27, 3
movq xmm0, qword ptr [rdi + 384]
vpxord ymm25, ymm25, ymm19
sha256rnds2 xmm1, xmm2
vpaddd ymm19, ymm25, ymm23
vpaddd ymm25, ymm19, ymm18
sha256rnds2 xmm3, xmm4
vprord ymm23, ymm26, 17
sha256rnds2 xmm5, xmm6
vprord ymm19, ymm26, 19
vpxord ymm23, ymm23, ymm19
sha256rnds2 xmm7, xmm8
vpsrld ymm19, ymm26, 10
sha256rnds2 xmm9, xmm10
vpxord ymm23, ymm23, ymm19
vpaddd ymm19, ymm25, ymm23
movq xmm0, qword ptr [rdi + 512]
vpaddd ymm25, ymm19, dword ptr [rax + -292]{1to8}
vpunpckldq ymm23, ymm24, ymm25
sha256rnds2 xmm2, xmm1
vmovdqu32 ymmword ptr [r10 + 1920], ymm23
sha256rnds2 xmm4, xmm3
vpunpckhdq ymm23, ymm24, ymm25
vmovdqu32 ymmword ptr [r10 + 1952], ymm23
sha256rnds2 xmm6, xmm5
vprord ymm24, ymm30, 7
sha256rnds2 xmm8, xmm7
vprord ymm25, ymm30, 18
vpxord ymm23, ymm24, ymm25
sha256rnds2 xmm10, xmm9
vpsrld ymm24, ymm30, 3
movq xmm0, qword ptr [rdi + 640]
vpxord ymm25, ymm23, ymm24
vpaddd ymm23, ymm25, ymm27
sha256rnds2 xmm1, xmm2
vpaddd ymm24, ymm23, ymm17
sha256rnds2 xmm3, xmm4
vprord ymm25, ymm22, 17
vprord ymm27, ymm22, 19
sha256rnds2 xmm5, xmm6
vpxord ymm23, ymm25, ymm27
sha256rnds2 xmm7, xmm8
vpsrld ymm25, ymm22, 10
vpxord ymm27, ymm23, ymm25
sha256rnds2 xmm9, xmm10
vpaddd ymm23, ymm24, ymm27
movq xmm0, qword ptr [rdi + 768]
vpaddd ymm25, ymm23, dword ptr [rax + -288]{1to8}
vprord ymm24, ymm31, 7
sha256rnds2 xmm2, xmm1
vprord ymm27, ymm31, 18
sha256rnds2 xmm4, xmm3
vpxord ymm24, ymm24, ymm27
vpsrld ymm27, ymm31, 3
sha256rnds2 xmm6, xmm5
vpxord ymm24, ymm24, ymm27
sha256rnds2 xmm8, xmm7
vpaddd ymm27, ymm24, ymm30
vpaddd ymm24, ymm27, ymm29
sha256rnds2 xmm10, xmm9
vprord ymm30, ymm19, 17
vprord ymm27, ymm19, 19
movq xmm0, qword ptr [rdi + 896]
vpxord ymm30, ymm30, ymm27
sha256rnds2 xmm1, xmm2
vpsrld ymm27, ymm19, 10
vpxord ymm30, ymm30, ymm27
sha256rnds2 xmm3, xmm4
vpaddd ymm27, ymm24, ymm30
sha256rnds2 xmm5, xmm6
vpaddd ymm24, ymm27, dword ptr [rax + -284]{1to8}
vpunpckldq ymm30, ymm25, ymm24
sha256rnds2 xmm7, xmm8
vmovdqu32 ymmword ptr [r10 + 2048], ymm30
sha256rnds2 xmm9, xmm10
vpunpckhdq ymm30, ymm25, ymm24
vmovdqu32 ymmword ptr [r10 + 2080], ymm30
movq xmm0, qword ptr [rdi + 1024]
vprord ymm25, ymm16, 7
sha256rnds2 xmm2, xmm1
vprord ymm24, ymm16, 18
vpxord ymm30, ymm25, ymm24
sha256rnds2 xmm4, xmm3
vpsrld ymm25, ymm16, 3
sha256rnds2 xmm6, xmm5
vpxord ymm24, ymm30, ymm25
vpaddd ymm30, ymm24, ymm31
sha256rnds2 xmm8, xmm7
vpaddd ymm25, ymm30, ymm28
sha256rnds2 xmm10, xmm9
vprord ymm24, ymm23, 17
vprord ymm31, ymm23, 19
movq xmm0, qword ptr [rdi + 1152]
vpxord ymm30, ymm24, ymm31
sha256rnds2 xmm1, xmm2
vpsrld ymm24, ymm23, 10
vpxord ymm31, ymm30, ymm24
sha256rnds2 xmm3, xmm4
vpaddd ymm30, ymm25, ymm31
vpaddd ymm24, ymm30, dword ptr [rax + -280]{1to8}
sha256rnds2 xmm5, xmm6
vprord ymm25, ymm21, 7
sha256rnds2 xmm7, xmm8
vprord ymm31, ymm21, 18
vpxord ymm25, ymm25, ymm31
sha256rnds2 xmm9, xmm10
vpsrld ymm31, ymm21, 3
movq xmm0, qword ptr [rdi + 1280]
vpxord ymm25, ymm25, ymm31
vpaddd ymm31, ymm25, ymm16
sha256rnds2 xmm2, xmm1
vpaddd ymm25, ymm31, ymm14
sha256rnds2 xmm4, xmm3
vprord ymm16, ymm27, 17
vprord ymm31, ymm27, 19
sha256rnds2 xmm6, xmm5
vpxord ymm16, ymm16, ymm31
sha256rnds2 xmm8, xmm7
vpsrld ymm31, ymm27, 10
vpxord ymm16, ymm16, ymm31
sha256rnds2 xmm10, xmm9
vpaddd ymm31, ymm25, ymm16
movq xmm0, qword ptr [rdi + 1408]
vpaddd ymm25, ymm31, dword ptr [rax + -276]{1to8}
vpunpckldq ymm16, ymm24, ymm25
sha256rnds2 xmm1, xmm2
vmovdqu32 ymmword ptr [r10 + 2176], ymm16
sha256rnds2 xmm3, xmm4
vpunpckhdq ymm16, ymm24, ymm25
vmovdqu32 ymmword ptr [r10 + 2208], ymm16
sha256rnds2 xmm5, xmm6
vprord ymm24, ymm15, 7
sha256rnds2 xmm7, xmm8
vprord ymm25, ymm15, 18
vpxord ymm16, ymm24, ymm25
sha256rnds2 xmm9, xmm10
vpsrld ymm24, ymm15, 3
movq xmm0, qword ptr [rdi + 1536]
vpxord ymm25, ymm16, ymm24
vpaddd ymm16, ymm25, ymm21
sha256rnds2 xmm2, xmm1
vpaddd ymm24, ymm16, ymm26
vprord ymm25, ymm30, 17
sha256rnds2 xmm4, xmm3
vprord ymm21, ymm30, 19
sha256rnds2 xmm6, xmm5
vpxord ymm16, ymm25, ymm21
vpsrld ymm25, ymm30, 10
sha256rnds2 xmm8, xmm7
vpxord ymm21, ymm16, ymm25
sha256rnds2 xmm10, xmm9
vpaddd ymm16, ymm24, ymm21
vpaddd ymm25, ymm16, dword ptr [rax + -272]{1to8}
movq xmm0, qword ptr [rdi + 1664]
vprord ymm24, ymm20, 7
sha256rnds2 xmm1, xmm2
vprord ymm21, ymm20, 18
vpxord ymm24, ymm24, ymm21
sha256rnds2 xmm3, xmm4
vpsrld ymm21, ymm20, 3
sha256rnds2 xmm5, xmm6
vpxord ymm24, ymm24, ymm21
vpaddd ymm21, ymm24, ymm15
sha256rnds2 xmm7, xmm8
vpaddd ymm24, ymm21, ymm22
sha256rnds2 xmm9, xmm10
vprord ymm15, ymm31, 17
vprord ymm21, ymm31, 19
movq xmm0, qword ptr [rdi + 1792]
vpxord ymm15, ymm15, ymm21
sha256rnds2 xmm2, xmm1
vpsrld ymm21, ymm31, 10
vpxord ymm15, ymm15, ymm21
sha256rnds2 xmm4, xmm3
vpaddd ymm21, ymm24, ymm15
sha256rnds2 xmm6, xmm5
vpaddd ymm24, ymm21, dword ptr [rax + -268]{1to8}
vpunpckldq ymm15, ymm25, ymm24
sha256rnds2 xmm8, xmm7
vmovdqu32 ymmword ptr [r10 + 2304], ymm15
sha256rnds2 xmm10, xmm9
vpunpckhdq ymm15, ymm25, ymm24
vmovdqu32 ymmword ptr [r10 + 2336], ymm15
movq xmm0, qword ptr [rdi + 1920]
vprord ymm25, ymm13, 7
vprord ymm24, ymm13, 18
sha256rnds2 xmm1, xmm2
vpxord ymm15, ymm25, ymm24
sha256rnds2 xmm3, xmm4
vpsrld ymm25, ymm13, 3
vpxord ymm24, ymm15, ymm25
sha256rnds2 xmm5, xmm6
vpaddd ymm15, ymm24, ymm20
sha256rnds2 xmm7, xmm8
vpaddd ymm25, ymm15, ymm19
vprord ymm24, ymm16, 17
sha256rnds2 xmm9, xmm10
vprord ymm20, ymm16, 19
movq xmm0, qword ptr [rdi + 2048]
vpxord ymm15, ymm24, ymm20
vpsrld ymm24, ymm16, 10
sha256rnds2 xmm2, xmm1
vpxord ymm20, ymm15, ymm24
sha256rnds2 xmm4, xmm3
vpaddd ymm15, ymm25, ymm20
vpaddd ymm24, ymm15, dword ptr [rax + -264]{1to8}
sha256rnds2 xmm6, xmm5
vprord ymm25, ymm18, 7
sha256rnds2 xmm8, xmm7
vprord ymm20, ymm18, 18
vpxord ymm25, ymm25, ymm20
sha256rnds2 xmm10, xmm9
vpsrld ymm20, ymm18, 3
movq xmm0, qword ptr [rdi + 2176]
vpxord ymm25, ymm25, ymm20
vpaddd ymm20, ymm25, ymm13
sha256rnds2 xmm1, xmm2
vpaddd ymm25, ymm20, ymm23
sha256rnds2 xmm3, xmm4
vprord ymm13, ymm21, 17
vprord ymm20, ymm21, 19
sha256rnds2 xmm5, xmm6
vpxord ymm13, ymm13, ymm20
sha256rnds2 xmm7, xmm8
vpsrld ymm20, ymm21, 10
vpxord ymm13, ymm13, ymm20
sha256rnds2 xmm9, xmm10
vpaddd ymm20, ymm25, ymm13
vpaddd ymm25, ymm20, dword ptr [rax + -260]{1to8}
movq xmm0, qword ptr [rdi + 2304]
vpunpckldq ymm13, ymm24, ymm25
sha256rnds2 xmm2, xmm1
vmovdqu32 ymmword ptr [r10 + 2432], ymm13
vpunpckhdq ymm13, ymm24, ymm25
sha256rnds2 xmm4, xmm3
vmovdqu32 ymmword ptr [r10 + 2464], ymm13
sha256rnds2 xmm6, xmm5
vprord ymm24, ymm17, 7
vprord ymm25, ymm17, 18
sha256rnds2 xmm8, xmm7
vpxord ymm13, ymm24, ymm25
sha256rnds2 xmm10, xmm9
vpsrld ymm24, ymm17, 3
vpxord ymm25, ymm13, ymm24
movq xmm0, qword ptr [rdi + 2432]
vpaddd ymm13, ymm25, ymm18
sha256rnds2 xmm1, xmm2
vpaddd ymm24, ymm13, ymm27
vprord ymm25, ymm15, 17
sha256rnds2 xmm3, xmm4
vprord ymm18, ymm15, 19
sha256rnds2 xmm5, xmm6
vpxord ymm13, ymm25, ymm18
vpsrld ymm25, ymm15, 10
sha256rnds2 xmm7, xmm8
vpxord ymm18, ymm13, ymm25
sha256rnds2 xmm9, xmm10
vpaddd ymm13, ymm24, ymm18
vpaddd ymm25, ymm13, dword ptr [rax + -256]{1to8}
movq xmm0, qword ptr [rdi + 2560]
vprord ymm24, ymm29, 7
sha256rnds2 xmm2, xmm1
vprord ymm18, ymm29, 18
vpxord ymm24, ymm24, ymm18
sha256rnds2 xmm4, xmm3
vpsrld ymm18, ymm29, 3
sha256rnds2 xmm6, xmm5
vpxord ymm24, ymm24, ymm18
vpaddd ymm18, ymm24, ymm17
sha256rnds2 xmm8, xmm7
vpaddd ymm24, ymm18, ymm30
vprord ymm17, ymm20, 17
sha256rnds2 xmm10, xmm9
vprord ymm18, ymm20, 19
movq xmm0, qword ptr [rdi + 2688]
vpxord ymm17, ymm17, ymm18
vpsrld ymm18, ymm20, 10
sha256rnds2 xmm1, xmm2
vpxord ymm17, ymm17, ymm18
sha256rnds2 xmm3, xmm4
vpaddd ymm18, ymm24, ymm17
vpaddd ymm24, ymm18, dword ptr [rax + -252]{1to8}
sha256rnds2 xmm5, xmm6
vpunpckldq ymm17, ymm25, ymm24
sha256rnds2 xmm7, xmm8
vmovdqu32 ymmword ptr [r10 + 2560], ymm17
vpunpckhdq ymm17, ymm25, ymm24
sha256rnds2 xmm9, xmm10
vmovdqu32 ymmword ptr [r10 + 2592], ymm17
movq xmm0, qword ptr [rdi + 2816]
vprord ymm25, ymm28, 7
vprord ymm24, ymm28, 18
sha256rnds2 xmm2, xmm1
vpxord ymm17, ymm25, ymm24
sha256rnds2 xmm4, xmm3
vpsrld ymm25, ymm28, 3
vpxord ymm24, ymm17, ymm25
sha256rnds2 xmm6, xmm5
vpaddd ymm17, ymm24, ymm29
sha256rnds2 xmm8, xmm7
vpaddd ymm25, ymm17, ymm31
vprord ymm24, ymm13, 17
sha256rnds2 xmm10, xmm9
vprord ymm29, ymm13, 19
movq xmm0, qword ptr [rdi + 2944]
vpxord ymm17, ymm24, ymm29
vpsrld ymm24, ymm13, 10
sha256rnds2 xmm1, xmm2
vpxord ymm29, ymm17, ymm24
sha256rnds2 xmm3, xmm4
vpaddd ymm17, ymm25, ymm29
vpaddd ymm24, ymm17, dword ptr [rax + -248]{1to8}
sha256rnds2 xmm5, xmm6
vprord ymm25, ymm14, 7
vprord ymm29, ymm14, 18
sha256rnds2 xmm7, xmm8
vpxord ymm25, ymm25, ymm29
sha256rnds2 xmm9, xmm10
vpsrld ymm29, ymm14, 3
vpxord ymm25, ymm25, ymm29
movq xmm0, qword ptr [rdi + 3072]
vpaddd ymm29, ymm25, ymm28
sha256rnds2 xmm2, xmm1
vpaddd ymm25, ymm29, ymm16
vprord ymm28, ymm18, 17
sha256rnds2 xmm4, xmm3
vprord ymm29, ymm18, 19
sha256rnds2 xmm6, xmm5
vpxord ymm28, ymm28, ymm29
vpsrld ymm29, ymm18, 10
sha256rnds2 xmm8, xmm7
vpxord ymm28, ymm28, ymm29
sha256rnds2 xmm10, xmm9
vpaddd ymm29, ymm25, ymm28
vpaddd ymm25, ymm29, dword ptr [rax + -244]{1to8}
movq xmm0, qword ptr [rdi + 3200]
vpunpckldq ymm28, ymm24, ymm25
sha256rnds2 xmm1, xmm2
vmovdqu32 ymmword ptr [r10 + 2688], ymm28
vpunpckhdq ymm28, ymm24, ymm25
sha256rnds2 xmm3, xmm4
vmovdqu32 ymmword ptr [r10 + 2720], ymm28
sha256rnds2 xmm5, xmm6
vprord ymm24, ymm26, 7
vprord ymm25, ymm26, 18
sha256rnds2 xmm7, xmm8
vpxord ymm28, ymm24, ymm25
sha256rnds2 xmm9, xmm10
vpsrld ymm24, ymm26, 3
vpxord ymm25, ymm28, ymm24
movq xmm0, qword ptr [rdi + 3328]
vpaddd ymm28, ymm25, ymm14
vpaddd ymm24, ymm28, ymm21
sha256rnds2 xmm2, xmm1
vprord ymm25, ymm17, 17
sha256rnds2 xmm4, xmm3
vprord ymm14, ymm17, 19
vpxord ymm28, ymm25, ymm14
sha256rnds2 xmm6, xmm5
vpsrld ymm25, ymm17, 10
sha256rnds2 xmm8, xmm7
vpxord ymm14, ymm28, ymm25
vpaddd ymm28, ymm24, ymm14
sha256rnds2 xmm10, xmm9
vpaddd ymm25, ymm28, dword ptr [rax + -240]{1to8}
movq xmm0, qword ptr [rdi + 3456]
vprord ymm24, ymm22, 7
vprord ymm14, ymm22, 18
sha256rnds2 xmm1, xmm2
vpxord ymm24, ymm24, ymm14
sha256rnds2 xmm3, xmm4
vpsrld ymm14, ymm22, 3
vpxord ymm24, ymm24, ymm14
sha256rnds2 xmm5, xmm6
vpaddd ymm14, ymm24, ymm26
sha256rnds2 xmm7, xmm8
vpaddd ymm24, ymm14, ymm15
vprord ymm26, ymm29, 17
sha256rnds2 xmm9, xmm10
vprord ymm14, ymm29, 19
movq xmm0, qword ptr [rdi + 3584]
vpxord ymm26, ymm26, ymm14
vpsrld ymm14, ymm29, 10
sha256rnds2 xmm2, xmm1
vpxord ymm26, ymm26, ymm14
sha256rnds2 xmm4, xmm3
vpaddd ymm14, ymm24, ymm26
vpaddd ymm24, ymm14, dword ptr [rax + -236]{1to8}
sha256rnds2 xmm6, xmm5
vpunpckldq ymm26, ymm25, ymm24
sha256rnds2 xmm8, xmm7
vmovdqu32 ymmword ptr [r10 + 2816], ymm26
vpunpckhdq ymm26, ymm25, ymm24
sha256rnds2 xmm10, xmm9
vmovdqu32 ymmword ptr [r10 + 2848], ymm26
vprord ymm25, ymm19, 7
movq xmm0, qword ptr [rdi + 3712]
vprord ymm24, ymm19, 18
sha256rnds2 xmm1, xmm2
vpxord ymm26, ymm25, ymm24
vpsrld ymm25, ymm19, 3
sha256rnds2 xmm3, xmm4
vpxord ymm24, ymm26, ymm25
sha256rnds2 xmm5, xmm6
vpaddd ymm26, ymm24, ymm22
vpaddd ymm25, ymm26, ymm20
sha256rnds2 xmm7, xmm8
vprord ymm24, ymm28, 17
sha256rnds2 xmm9, xmm10
vprord ymm22, ymm28, 19
vpxord ymm26, ymm24, ymm22
movdqa [rdx + 352], xmm1
vpsrld ymm20, ymm28, 10
movdqa [rdx + 368], xmm2
vpxord ymm24, ymm26, ymm20
vpaddd ymm22, ymm25, ymm24
movdqa [rdx + 384], xmm3
vpaddd ymm26, ymm22, dword ptr [rax + -232]{1to8}
movdqa [rdx + 400], xmm4
vprord ymm20, ymm23, 7
vprord ymm25, ymm23, 18
movdqa [rdx + 416], xmm5
vpxord ymm24, ymm20, ymm25
movdqa [rdx + 432], xmm6
vpsrld ymm20, ymm23, 3
vpxord ymm25, ymm24, ymm20
movdqa [rdx + 448], xmm7
vpaddd ymm24, ymm25, ymm19
movdqa [rdx + 464], xmm8
vpaddd ymm20, ymm24, ymm13
vprord ymm25, ymm14, 17
movdqa [rdx + 480], xmm9
vprord ymm19, ymm14, 19
movdqa [rdx + 496], xmm10
vpxord ymm24, ymm25, ymm19
vpsrld ymm13, ymm14, 10
movdqa xmm1, [r11 + 0]
vpxord ymm25, ymm24, ymm13
vpaddd ymm19, ymm20, ymm25
movdqa xmm2, [r11 + 16]
vpaddd ymm24, ymm19, dword ptr [rax + -228]{1to8}
movdqa xmm3, [r11 + 32]
vpunpckldq ymm13, ymm26, ymm24
vmovdqu32 ymmword ptr [r10 + 2944], ymm13
movdqa xmm4, [r11 + 48]
vpunpckhdq ymm20, ymm26, ymm24
movdqa xmm5, [r11 + 64]
vmovdqu32 ymmword ptr [r10 + 2976], ymm20
vprord ymm25, ymm27, 7
movdqa xmm6, [r11 + 80]
vprord ymm13, ymm27, 18
movdqa xmm7, [r11 + 96]
vpxord ymm26, ymm25, ymm13
vpsrld ymm24, ymm27, 3
movdqa xmm8, [r11 + 112]
vpxord ymm20, ymm26, ymm24
movdqa xmm9, [r11 + 128]
vpaddd ymm25, ymm20, ymm23
vpaddd ymm13, ymm25, ymm18
movdqa xmm10, [r11 + 144]
vprord ymm26, ymm22, 17
movdqa xmm11, [r11 + 160]
vprord ymm24, ymm22, 19
vpxord ymm20, ymm26, ymm24
movdqa xmm12, [r11 + 176]
vpsrld ymm23, ymm22, 10
movq xmm0, qword ptr [r11 + 512]
vpxord ymm25, ymm20, ymm23
vpaddd ymm18, ymm13, ymm25
sha256rnds2 xmm2, xmm1
vpaddd ymm26, ymm18, dword ptr [rax + -224]{1to8}
movq xmm0, qword ptr [r11 + 520]
vprord ymm24, ymm30, 7
vprord ymm20, ymm30, 18
sha256rnds2 xmm4, xmm3
vpxord ymm23, ymm24, ymm20
movq xmm0, qword ptr [r11 + 544]
vpsrld ymm13, ymm30, 3
vpxord ymm25, ymm23, ymm13
sha256rnds2 xmm6, xmm5
vpaddd ymm24, ymm25, ymm27
vpaddd ymm20, ymm24, ymm17
movq xmm0, qword ptr [r11 + 552]
vprord ymm23, ymm19, 17
sha256rnds2 xmm8, xmm7
vprord ymm13, ymm19, 19
vpxord ymm25, ymm23, ymm13
movq xmm0, qword ptr [r11 + 528]
vpsrld ymm27, ymm19, 10
sha256rnds2 xmm10, xmm9
vpxord ymm24, ymm25, ymm27
vpaddd ymm17, ymm20, ymm24
movq xmm0, qword ptr [r11 + 536]
vpaddd ymm23, ymm17, dword ptr [rax + -220]{1to8}
sha256rnds2 xmm12, xmm11
vpunpckldq ymm13, ymm26, ymm23
vmovdqu32 ymmword ptr [r10 + 3072], ymm13
movq xmm0, qword ptr [r11 + 640]
vpunpckhdq ymm19, ymm26, ymm23
sha256rnds2 xmm1, xmm2
vmovdqu32 ymmword ptr [r10 + 3104], ymm19
vprord ymm25, ymm31, 7
movq xmm0, qword ptr [r11 + 648]
vprord ymm27, ymm31, 18
sha256rnds2 xmm3, xmm4
vpxord ymm20, ymm25, ymm27
vpsrld ymm24, ymm31, 3
movq xmm0, qword ptr [r11 + 672]
vpxord ymm13, ymm20, ymm24
sha256rnds2 xmm5, xmm6
vpaddd ymm26, ymm13, ymm30
vpaddd ymm23, ymm26, ymm29
movq xmm0, qword ptr [r11 + 680]
vprord ymm19, ymm18, 17
sha256rnds2 xmm7, xmm8
vprord ymm25, ymm18, 19
vpxord ymm27, ymm19, ymm25
movq xmm0, qword ptr [r11 + 656]
vpsrld ymm20, ymm18, 10
sha256rnds2 xmm9, xmm10
vpxord ymm24, ymm27, ymm20
vpaddd ymm13, ymm23, ymm24
movq xmm0, qword ptr [r11 + 664]
vpaddd ymm30, ymm13, dword ptr [rax + -216]{1to8}
vprord ymm26, ymm16, 7
sha256rnds2 xmm11, xmm12
vprord ymm29, ymm16, 18
movq xmm0, qword ptr [r11 + 768]
vpxord ymm19, ymm26, ymm29
vpsrld ymm25, ymm16, 3
sha256rnds2 xmm2, xmm1
vpxord ymm18, ymm19, ymm25
movq xmm0, qword ptr [r11 + 776]
vpaddd ymm27, ymm18, ymm31
vpaddd ymm20, ymm27, ymm28
sha256rnds2 xmm4, xmm3
vprord ymm23, ymm17, 17
movq xmm0, qword ptr [r11 + 800]
vprord ymm24, ymm17, 19
vpxord ymm26, ymm23, ymm24
sha256rnds2 xmm6, xmm5
vpsrld ymm29, ymm17, 10
movq xmm0, qword ptr [r11 + 808]
vpxord ymm19, ymm26, ymm29
vpaddd ymm25, ymm20, ymm19
sha256rnds2 xmm8, xmm7
vpaddd ymm18, ymm25, dword ptr [rax + -212]{1to8}
movq xmm0, qword ptr [r11 + 784]
vpunpckldq ymm31, ymm30, ymm18
vmovdqu32 ymmword ptr [r10 + 3200], ymm31
sha256rnds2 xmm10, xmm9
vpunpckhdq ymm27, ymm30, ymm18
movq xmm0, qword ptr [r11 + 792]
vmovdqu32 ymmword ptr [r10 + 3232], ymm27
vprord ymm28, ymm21, 7
sha256rnds2 xmm12, xmm11
vprord ymm23, ymm21, 18
movq xmm0, qword ptr [r11 + 896]
vpxord ymm24, ymm28, ymm23
vpsrld ymm17, ymm21, 3
sha256rnds2 xmm1, xmm2
vpxord ymm26, ymm24, ymm17
movq xmm0, qword ptr [r11 + 904]
vpaddd ymm29, ymm26, ymm16
vpaddd ymm20, ymm29, ymm14
sha256rnds2 xmm3, xmm4
vprord ymm19, ymm13, 17
vprord ymm31, ymm13, 19
movq xmm0, qword ptr [r11 + 928]
vpxord ymm30, ymm19, ymm31
sha256rnds2 xmm5, xmm6
vpsrld ymm18, ymm13, 10
vpxord ymm27, ymm30, ymm18
movq xmm0, qword ptr [r11 + 936]
vpaddd ymm28, ymm20, ymm27
sha256rnds2 xmm7, xmm8
vpaddd ymm23, ymm28, dword ptr [rax + -208]{1to8}
vprord ymm24, ymm15, 7
movq xmm0, qword ptr [r11 + 912]
vprord ymm17, ymm15, 18
sha256rnds2 xmm9, xmm10
vpxord ymm26, ymm24, ymm17
vpsrld ymm16, ymm15, 3
movq xmm0, qword ptr [r11 + 920]
vpxord ymm29, ymm26, ymm16
sha256rnds2 xmm11, xmm12
vpaddd ymm14, ymm29, ymm21
vpaddd ymm19, ymm14, ymm22
movq xmm0, qword ptr [r11 + 1024]
vprord ymm31, ymm25, 17
sha256rnds2 xmm2, xmm1
vprord ymm13, ymm25, 19
vpxord ymm30, ymm31, ymm13
movq xmm0, qword ptr [r11 + 1032]
vpsrld ymm18, ymm25, 10
sha256rnds2 xmm4, xmm3
vpxord ymm20, ymm30, ymm18
vpaddd ymm27, ymm19, ymm20
movq xmm0, qword ptr [r11 + 1056]
vpaddd ymm28, ymm27, dword ptr [rax + -204]{1to8}
sha256rnds2 xmm6, xmm5
vpunpckldq ymm24, ymm23, ymm28
vmovdqu32 ymmword ptr [r10 + 3328], ymm24
movq xmm0, qword ptr [r11 + 1064]
vpunpckhdq ymm17, ymm23, ymm28
vmovdqu32 ymmword ptr [r10 + 3360], ymm17
sha256rnds2 xmm8, xmm7
vmovdqu32 xmm15, xmmword ptr [rcx + 256]
movq xmm0, qword ptr [r11 + 1040]
vinserti32x4 ymm26, ymm15, xmmword ptr [rcx + 384], 1
vmovdqu32 xmm16, xmmword ptr [rcx + 288]
sha256rnds2 xmm10, xmm9
vinserti32x4 ymm29, ymm16, xmmword ptr [rcx + 416], 1
movq xmm0, qword ptr [r11 + 1048]
vmovdqu32 xmm21, xmmword ptr [rcx + 320]
vinserti32x4 ymm14, ymm21, xmmword ptr [rcx + 448], 1
sha256rnds2 xmm12, xmm11
vmovdqu32 xmm22, xmmword ptr [rcx + 352]
movq xmm0, qword ptr [r11 + 1152]
vinserti32x4 ymm31, ymm22, xmmword ptr [rcx + 480], 1
vpunpckldq ymm13, ymm26, ymm29
sha256rnds2 xmm1, xmm2
vpunpckldq ymm25, ymm14, ymm31
movq xmm0, qword ptr [r11 + 1160]
vpunpckhdq ymm30, ymm26, ymm29
vpunpckhdq ymm18, ymm14, ymm31
sha256rnds2 xmm3, xmm4
vpunpcklqdq ymm19, ymm13, ymm25
movq xmm0, qword ptr [r11 + 1184]
vpunpckhqdq ymm20, ymm13, ymm25
vpunpcklqdq ymm27, ymm30, ymm18
sha256rnds2 xmm5, xmm6
vpunpckhqdq ymm24, ymm30, ymm18
movq xmm0, qword ptr [r11 + 1192]
vpaddd ymm23, ymm19, ymmword ptr [r9 + 416]
vmovdqu32 ymmword ptr [r8 + 544], ymm23
sha256rnds2 xmm7, xmm8
vpaddd ymm28, ymm20, ymmword ptr [r9 + 384]
movq xmm0, qword ptr [r11 + 1168]
vmovdqu32 ymmword ptr [r8 + 512], ymm28
vpaddd ymm17, ymm27, ymmword ptr [r9 + 288]
sha256rnds2 xmm9, xmm10
vmovdqu32 ymmword ptr [r8 + 416], ymm17
movq xmm0, qword ptr [r11 + 1176]
vpaddd ymm15, ymm24, ymmword ptr [r9 + 256]
vmovdqu32 ymmword ptr [r8 + 384], ymm15
sha256rnds2 xmm11, xmm12
vmovdqu32 xmm16, xmmword ptr [rcx + 272]
vinserti32x4 ymm21, ymm16, xmmword ptr [rcx + 400], 1
movq xmm0, qword ptr [r11 + 1280]
vmovdqu32 xmm22, xmmword ptr [rcx + 304]
sha256rnds2 xmm2, xmm1
vinserti32x4 ymm26, ymm22, xmmword ptr [rcx + 432], 1
vmovdqu32 xmm29, xmmword ptr [rcx + 336]
movq xmm0, qword ptr [r11 + 1288]
vinserti32x4 ymm14, ymm29, xmmword ptr [rcx + 464], 1
sha256rnds2 xmm4, xmm3
vmovdqu32 xmm31, xmmword ptr [rcx + 368]
vinserti32x4 ymm13, ymm31, xmmword ptr [rcx + 496], 1
movq xmm0, qword ptr [r11 + 1312]
vpunpckldq ymm25, ymm21, ymm26
sha256rnds2 xmm6, xmm5
vpunpckldq ymm30, ymm14, ymm13
vpunpckhdq ymm18, ymm21, ymm26
movq xmm0, qword ptr [r11 + 1320]
vpunpckhdq ymm19, ymm14, ymm13
sha256rnds2 xmm8, xmm7
vpunpcklqdq ymm23, ymm25, ymm30
vpunpckhqdq ymm20, ymm25, ymm30
movq xmm0, qword ptr [r11 + 1296]
vpunpcklqdq ymm28, ymm18, ymm19
sha256rnds2 xmm10, xmm9
vpunpckhqdq ymm27, ymm18, ymm19
vpaddd ymm17, ymm23, ymmword ptr [r9 + 480]
movq xmm0, qword ptr [r11 + 1304]
vmovdqu32 ymmword ptr [r8 + 608], ymm17
sha256rnds2 xmm12, xmm11
vpaddd ymm24, ymm20, ymmword ptr [r9 + 448]
vmovdqu32 ymmword ptr [r8 + 576], ymm24
movq xmm0, qword ptr [r11 + 1408]
vpaddd ymm15, ymm28, ymmword ptr [r9 + 352]
sha256rnds2 xmm1, xmm2
vmovdqu32 ymmword ptr [r8 + 480], ymm15
vpaddd ymm16, ymm27, ymmword ptr [r9 + 320]
movq xmm0, qword ptr [r11 + 1416]
vmovdqu32 ymmword ptr [r8 + 448], ymm16
sha256rnds2 xmm3, xmm4
vpbroadcastd ymm22, dword ptr [rax + -512]
vpaddd ymm29, ymm22, ymmword ptr [r8 + 384]
movq xmm0, qword ptr [r11 + 1440]
vpaddd ymm31, ymm29, dword ptr [rax + -508]{1to8}
vpaddd ymm21, ymm31, dword ptr [rax + -504]{1to8}
sha256rnds2 xmm5, xmm6
vpaddd ymm26, ymm31, dword ptr [rax + -500]{1to8}
movq xmm0, qword ptr [r11 + 1448]
vpaddd ymm14, ymm26, dword ptr [rax + -496]{1to8}
vpbroadcastd ymm13, dword ptr [rax + -492]
sha256rnds2 xmm7, xmm8
vpaddd ymm25, ymm13, ymmword ptr [r8 + 416]
movq xmm0, qword ptr [r11 + 1424]
vpandd ymm30, ymm21, dword ptr [rax + -488]{1to8}
vpxord ymm18, ymm30, dword ptr [rax + -484]{1to8}
sha256rnds2 xmm9, xmm10
vprord ymm19, ymm21, 6
movq xmm0, qword ptr [r11 + 1432]
vprord ymm23, ymm21, 11
vpxord ymm17, ymm19, ymm23
sha256rnds2 xmm11, xmm12
vprord ymm20, ymm21, 25
movq xmm0, qword ptr [r11 + 1536]
vpxord ymm24, ymm17, ymm20
vpaddd ymm28, ymm25, ymm18
sha256rnds2 xmm2, xmm1
vpaddd ymm15, ymm28, ymm24
movq xmm0, qword ptr [r11 + 1544]
vpxord ymm27, ymm14, dword ptr [rax + -480]{1to8}
vpandd ymm16, ymm27, dword ptr [rax + -476]{1to8}
sha256rnds2 xmm4, xmm3
vpxord ymm22, ymm16, dword ptr [rax + -480]{1to8}
movq xmm0, qword ptr [r11 + 1568]
vpaddd ymm29, ymm15, dword ptr [rax + -472]{1to8}
vpaddd ymm31, ymm15, ymm22
sha256rnds2 xmm6, xmm5
vprord ymm26, ymm14, 2
movq xmm0, qword ptr [r11 + 1576]
vprord ymm13, ymm14, 13
vpxord ymm30, ymm26, ymm13
sha256rnds2 xmm8, xmm7
vprord ymm19, ymm14, 22
movq xmm0, qword ptr [r11 + 1552]
vpxord ymm23, ymm30, ymm19
vpaddd ymm17, ymm31, ymm23
sha256rnds2 xmm10, xmm9
vpbroadcastd ymm20, dword ptr [rax + -468]
vpaddd ymm25, ymm20, ymmword ptr [r8 + 448]
movq xmm0, qword ptr [r11 + 1560]
vpxord ymm18, ymm21, dword ptr [rax + -464]{1to8}
sha256rnds2 xmm12, xmm11
vpandd ymm28, ymm29, ymm18
vpxord ymm24, ymm28, dword ptr [rax + -464]{1to8}
movq xmm0, qword ptr [r11 + 1664]
vprord ymm16, ymm29, 6
sha256rnds2 xmm1, xmm2
vprord ymm15, ymm29, 11
vpxord ymm22, ymm16, ymm15
movq xmm0, qword ptr [r11 + 1672]
vprord ymm26, ymm29, 25
sha256rnds2 xmm3, xmm4
vpxord ymm13, ymm22, ymm26
vpaddd ymm30, ymm25, ymm24
movq xmm0, qword ptr [r11 + 1696]
vpaddd ymm19, ymm30, ymm13
sha256rnds2 xmm5, xmm6
vpxord ymm31, ymm17, ymm14
vpandd ymm23, ymm31, ymm27
movq xmm0, qword ptr [r11 + 1704]
vpxord ymm20, ymm14, ymm23
sha256rnds2 xmm7, xmm8
vpaddd ymm18, ymm19, dword ptr [rax + -460]{1to8}
vpaddd ymm28, ymm19, ymm20
movq xmm0, qword ptr [r11 + 1680]
vprord ymm16, ymm17, 2
sha256rnds2 xmm9, xmm10
vprord ymm15, ymm17, 13
vpxord ymm22, ymm16, ymm15
movq xmm0, qword ptr [r11 + 1688]
vprord ymm26, ymm17, 22
sha256rnds2 xmm11, xmm12
vpxord ymm25, ymm22, ymm26
vpaddd ymm24, ymm28, ymm25
movq xmm0, qword ptr [r11 + 1792]
vpbroadcastd ymm30, dword ptr [rax + -456]
sha256rnds2 xmm2, xmm1
vpaddd ymm13, ymm30, ymmword ptr [r8 + 480]
vpxord ymm27, ymm29, ymm21
movq xmm0, qword ptr [r11 + 1800]
vpandd ymm23, ymm18, ymm27
vpxord ymm19, ymm21, ymm23
sha256rnds2 xmm4, xmm3
vprord ymm20, ymm18, 6
movq xmm0, qword ptr [r11 + 1824]
vprord ymm16, ymm18, 11
vpxord ymm15, ymm20, ymm16
sha256rnds2 xmm6, xmm5
vprord ymm22, ymm18, 25
movq xmm0, qword ptr [r11 + 1832]
vpxord ymm26, ymm15, ymm22
vpaddd ymm28, ymm13, ymm19
sha256rnds2 xmm8, xmm7
vpaddd ymm25, ymm28, ymm26
movq xmm0, qword ptr [r11 + 1808]
vpxord ymm30, ymm24, ymm17
vpandd ymm27, ymm30, ymm31
sha256rnds2 xmm10, xmm9
vpxord ymm23, ymm17, ymm27
movq xmm0, qword ptr [r11 + 1816]
vpaddd ymm20, ymm25, dword ptr [rax + -480]{1to8}
vpaddd ymm16, ymm25, ymm23
sha256rnds2 xmm12, xmm11
vprord ymm15, ymm24, 2
movq xmm0, qword ptr [r11 + 1920]
vprord ymm22, ymm24, 13
vpxord ymm13, ymm15, ymm22
sha256rnds2 xmm1, xmm2
vprord ymm19, ymm24, 22
movq xmm0, qword ptr [r11 + 1928]
vpxord ymm28, ymm13, ymm19
vpaddd ymm26, ymm16, ymm28
sha256rnds2 xmm3, xmm4
vpaddd ymm31, ymm21, ymmword ptr [r8 + 512]
movq xmm0, qword ptr [r11 + 1952]
vpaddd ymm27, ymm31, dword ptr [rax + -452]{1to8}
vpxord ymm25, ymm18, ymm29
sha256rnds2 xmm5, xmm6
vpandd ymm23, ymm20, ymm25
movq xmm0, qword ptr [r11 + 1960]
vpxord ymm15, ymm29, ymm23
vprord ymm22, ymm20, 6
sha256rnds2 xmm7, xmm8
vprord ymm13, ymm20, 11
vpxord ymm19, ymm22, ymm13
movq xmm0, qword ptr [r11 + 1936]
vprord ymm16, ymm20, 25
sha256rnds2 xmm9, xmm10
vpxord ymm28, ymm19, ymm16
vpaddd ymm21, ymm27, ymm15
movq xmm0, qword ptr [r11 + 1944]
vpaddd ymm31, ymm21, ymm28
sha256rnds2 xmm11, xmm12
vpxord ymm25, ymm26, ymm24
vpandd ymm23, ymm25, ymm30
movq xmm0, qword ptr [r11 + 2048]
vpxord ymm22, ymm24, ymm23
sha256rnds2 xmm2, xmm1
vpaddd ymm13, ymm14, ymm31
vpaddd ymm19, ymm31, ymm22
movq xmm0, qword ptr [r11 + 2056]
vprord ymm16, ymm26, 2
sha256rnds2 xmm4, xmm3
vprord ymm27, ymm26, 13
vpxord ymm15, ymm16, ymm27
movq xmm0, qword ptr [r11 + 2080]
vprord ymm21, ymm26, 22
sha256rnds2 xmm6, xmm5
vpxord ymm28, ymm15, ymm21
vpaddd ymm30, ymm19, ymm28
movq xmm0, qword ptr [r11 + 2088]
vpaddd ymm23, ymm29, ymmword ptr [r8 + 544]
sha256rnds2 xmm8, xmm7
vpaddd ymm14, ymm23, dword ptr [rax + -448]{1to8}
vpxord ymm31, ymm20, ymm18
movq xmm0, qword ptr [r11 + 2064]
vpandd ymm22, ymm13, ymm31
sha256rnds2 xmm10, xmm9
vpxord ymm16, ymm18, ymm22
vprord ymm27, ymm13, 6
movq xmm0, qword ptr [r11 + 2072]
vprord ymm15, ymm13, 11
sha256rnds2 xmm12, xmm11
vpxord ymm21, ymm27, ymm15
vprord ymm19, ymm13, 25
movq xmm0, qword ptr [r11 + 2176]
vpxord ymm28, ymm21, ymm19
vpaddd ymm29, ymm14, ymm16
sha256rnds2 xmm1, xmm2
vpaddd ymm23, ymm29, ymm28
movq xmm0, qword ptr [r11 + 2184]
vpxord ymm31, ymm30, ymm26
vpandd ymm22, ymm31, ymm25
sha256rnds2 xmm3, xmm4
vpxord ymm27, ymm26, ymm22
movq xmm0, qword ptr [r11 + 2208]
vpaddd ymm15, ymm17, ymm23
vpaddd ymm21, ymm23, ymm27
sha256rnds2 xmm5, xmm6
vprord ymm19, ymm30, 2
movq xmm0, qword ptr [r11 + 2216]
vprord ymm14, ymm30, 13
vpxord ymm16, ymm19, ymm14
sha256rnds2 xmm7, xmm8
vprord ymm29, ymm30, 22
movq xmm0, qword ptr [r11 + 2192]
vpxord ymm28, ymm16, ymm29
vpaddd ymm25, ymm21, ymm28
sha256rnds2 xmm9, xmm10
vpaddd ymm22, ymm18, ymmword ptr [r8 + 576]
movq xmm0, qword ptr [r11 + 2200]
vpaddd ymm17, ymm22, dword ptr [rax + -444]{1to8}
vpxord ymm23, ymm13, ymm20
sha256rnds2 xmm11, xmm12
vpandd ymm27, ymm15, ymm23
movq xmm0, qword ptr [r11 + 2304]
vpxord ymm19, ymm20, ymm27
vprord ymm14, ymm15, 6
sha256rnds2 xmm2, xmm1
vprord ymm16, ymm15, 11
movq xmm0, qword ptr [r11 + 2312]
vpxord ymm29, ymm14, ymm16
vprord ymm21, ymm15, 25
sha256rnds2 xmm4, xmm3
vpxord ymm28, ymm29, ymm21
vpaddd ymm18, ymm17, ymm19
movq xmm0, qword ptr [r11 + 2336]
vpaddd ymm22, ymm18, ymm28
sha256rnds2 xmm6, xmm5
vpxord ymm23, ymm25, ymm30
vpandd ymm27, ymm23, ymm31
movq xmm0, qword ptr [r11 + 2344]
vpxord ymm14, ymm30, ymm27
sha256rnds2 xmm8, xmm7
vpaddd ymm16, ymm24, ymm22
vpaddd ymm29, ymm22, ymm14
movq xmm0, qword ptr [r11 + 2320]
vprord ymm21, ymm25, 2
sha256rnds2 xmm10, xmm9
vprord ymm17, ymm25, 13
vpxord ymm19, ymm21, ymm17
movq xmm0, qword ptr [r11 + 2328]
vprord ymm18, ymm25, 22
sha256rnds2 xmm12, xmm11
vpxord ymm28, ymm19, ymm18
vpaddd ymm31, ymm29, ymm28
movq xmm0, qword ptr [r11 + 2432]
vpaddd ymm27, ymm20, ymmword ptr [r8 + 608]
sha256rnds2 xmm1, xmm2
vpaddd ymm24, ymm27, dword ptr [rax + -440]{1to8}
vpxord ymm22, ymm15, ymm13
movq xmm0, qword ptr [r11 + 2440]
vpandd ymm14, ymm16, ymm22
sha256rnds2 xmm3, xmm4
vpxord ymm21, ymm13, ymm14
vprord ymm17, ymm16, 6
movq xmm0, qword ptr [r11 + 2464]
vprord ymm19, ymm16, 11
sha256rnds2 xmm5, xmm6
vpxord ymm18, ymm17, ymm19
vprord ymm29, ymm16, 25
movq xmm0, qword ptr [r11 + 2472]
vpxord ymm28, ymm18, ymm29
sha256rnds2 xmm7, xmm8
vpaddd ymm20, ymm24, ymm21
vpaddd ymm27, ymm20, ymm28
movq xmm0, qword ptr [r11 + 2448]
vpxord ymm22, ymm31, ymm25
vpandd ymm14, ymm22, ymm23
sha256rnds2 xmm9, xmm10
vpxord ymm17, ymm25, ymm14
movq xmm0, qword ptr [r11 + 2456]
vpaddd ymm19, ymm26, ymm27
vpaddd ymm18, ymm27, ymm17
sha256rnds2 xmm11, xmm12
vprord ymm29, ymm31, 2
movq xmm0, qword ptr [r11 + 2560]
vprord ymm24, ymm31, 13
vpxord ymm21, ymm29, ymm24
sha256rnds2 xmm2, xmm1
vprord ymm20, ymm31, 22
movq xmm0, qword ptr [r11 + 2568]
vpxord ymm28, ymm21, ymm20
vpaddd ymm23, ymm18, ymm28
sha256rnds2 xmm4, xmm3
vpaddd ymm14, ymm13, dword ptr [rax + -436]{1to8}
movq xmm0, qword ptr [r11 + 2592]
vpxord ymm26, ymm16, ymm15
vpandd ymm27, ymm19, ymm26
sha256rnds2 xmm6, xmm5
vpxord ymm17, ymm15, ymm27
movq xmm0, qword ptr [r11 + 2600]
vprord ymm29, ymm19, 6
vprord ymm24, ymm19, 11
sha256rnds2 xmm8, xmm7
vpxord ymm21, ymm29, ymm24
movq xmm0, qword ptr [r11 + 2576]
vprord ymm20, ymm19, 25
vpxord ymm18, ymm21, ymm20
sha256rnds2 xmm10, xmm9
vpaddd ymm28, ymm14, ymm17
movq xmm0, qword ptr [r11 + 2584]
vpaddd ymm13, ymm28, ymm18
vpxord ymm26, ymm23, ymm31
sha256rnds2 xmm12, xmm11
vpandd ymm27, ymm26, ymm22
movq xmm0, qword ptr [r11 + 2688]
vpxord ymm29, ymm31, ymm27
vpaddd ymm24, ymm30, ymm13
sha256rnds2 xmm1, xmm2
vpaddd ymm21, ymm13, ymm29
vprord ymm20, ymm23, 2
movq xmm0, qword ptr [r11 + 2696]
vprord ymm14, ymm23, 13
sha256rnds2 xmm3, xmm4
vpxord ymm17, ymm20, ymm14
vprord ymm28, ymm23, 22
movq xmm0, qword ptr [r11 + 2720]
vpxord ymm18, ymm17, ymm28
sha256rnds2 xmm5, xmm6
vpaddd ymm22, ymm21, ymm18
vpaddd ymm27, ymm15, dword ptr [rax + -432]{1to8}
movq xmm0, qword ptr [r11 + 2728]
vpxord ymm30, ymm19, ymm16
sha256rnds2 xmm7, xmm8
vpandd ymm13, ymm24, ymm30
vpxord ymm29, ymm16, ymm13
movq xmm0, qword ptr [r11 + 2704]
vprord ymm20, ymm24, 6
sha256rnds2 xmm9, xmm10
vprord ymm14, ymm24, 11
vpxord ymm17, ymm20, ymm14
movq xmm0, qword ptr [r11 + 2712]
vprord ymm28, ymm24, 25
sha256rnds2 xmm11, xmm12
vpxord ymm21, ymm17, ymm28
vpaddd ymm18, ymm27, ymm29
movq xmm0, qword ptr [r11 + 2816]
vpaddd ymm15, ymm18, ymm21
sha256rnds2 xmm2, xmm1
vpxord ymm30, ymm22, ymm23
vpandd ymm13, ymm30, ymm26
movq xmm0, qword ptr [r11 + 2824]
vpxord ymm20, ymm23, ymm13
sha256rnds2 xmm4, xmm3
vpaddd ymm14, ymm25, ymm15
vpaddd ymm17, ymm15, ymm20
movq xmm0, qword ptr [r11 + 2848]
vprord ymm28, ymm22, 2
sha256rnds2 xmm6, xmm5
vprord ymm27, ymm22, 13
vpxord ymm29, ymm28, ymm27
movq xmm0, qword ptr [r11 + 2856]
vprord ymm18, ymm22, 22
vpxord ymm21, ymm29, ymm18
sha256rnds2 xmm8, xmm7
vpaddd ymm26, ymm17, ymm21
movq xmm0, qword ptr [r11 + 2832]
vpaddd ymm13, ymm16, dword ptr [rax + -428]{1to8}
vpxord ymm25, ymm24, ymm19
sha256rnds2 xmm10, xmm9
vpandd ymm15, ymm14, ymm25
movq xmm0, qword ptr [r11 + 2840]
vpxord ymm20, ymm19, ymm15
vprord ymm28, ymm14, 6
sha256rnds2 xmm12, xmm11
vprord ymm27, ymm14, 11
movq xmm0, qword ptr [r11 + 2944]
vpxord ymm29, ymm28, ymm27
vprord ymm18, ymm14, 25
sha256rnds2 xmm1, xmm2
vpxord ymm17, ymm29, ymm18
movq xmm0, qword ptr [r11 + 2952]
vpaddd ymm21, ymm13, ymm20
vpaddd ymm16, ymm21, ymm17
sha256rnds2 xmm3, xmm4
vpxord ymm25, ymm26, ymm22
movq xmm0, qword ptr [r11 + 2976]
vpandd ymm15, ymm25, ymm30
vpxord ymm28, ymm22, ymm15
sha256rnds2 xmm5, xmm6
vpaddd ymm27, ymm31, ymm16
movq xmm0, qword ptr [r11 + 2984]
vpaddd ymm29, ymm16, ymm28
vprord ymm18, ymm26, 2
sha256rnds2 xmm7, xmm8
vprord ymm13, ymm26, 13
movq xmm0, qword ptr [r11 + 2960]
vpxord ymm20, ymm18, ymm13
vprord ymm21, ymm26, 22
sha256rnds2 xmm9, xmm10
vpxord ymm17, ymm20, ymm21
movq xmm0, qword ptr [r11 + 2968]
vpaddd ymm30, ymm29, ymm17
vpaddd ymm15, ymm19, dword ptr [rax + -424]{1to8}
sha256rnds2 xmm11, xmm12
vpxord ymm31, ymm14, ymm24
vpandd ymm16, ymm27, ymm31
movq xmm0, qword ptr [r11 + 3072]
vpxord ymm28, ymm24, ymm16
sha256rnds2 xmm2, xmm1
vprord ymm18, ymm27, 6
vprord ymm13, ymm27, 11
movq xmm0, qword ptr [r11 + 3080]
vpxord ymm20, ymm18, ymm13
sha256rnds2 xmm4, xmm3
vprord ymm21, ymm27, 25
vpxord ymm29, ymm20, ymm21
movq xmm0, qword ptr [r11 + 3104]
vpaddd ymm17, ymm15, ymm28
sha256rnds2 xmm6, xmm5
vpaddd ymm19, ymm17, ymm29
vpxord ymm31, ymm30, ymm26
movq xmm0, qword ptr [r11 + 3112]
vpandd ymm16, ymm31, ymm25
sha256rnds2 xmm8, xmm7
vpxord ymm18, ymm26, ymm16
vpaddd ymm13, ymm23, ymm19
movq xmm0, qword ptr [r11 + 3088]
vpaddd ymm20, ymm19, ymm18
sha256rnds2 xmm10, xmm9
vprord ymm21, ymm30, 2
vprord ymm15, ymm30, 13
movq xmm0, qword ptr [r11 + 3096]
vpxord ymm28, ymm21, ymm15
sha256rnds2 xmm12, xmm11
vprord ymm17, ymm30, 22
vpxord ymm29, ymm28, ymm17
movq xmm0, qword ptr [r11 + 3200]
vpaddd ymm25, ymm20, ymm29
sha256rnds2 xmm1, xmm2
vpaddd ymm16, ymm24, dword ptr [rax + -420]{1to8}
vpxord ymm23, ymm27, ymm14
movq xmm0, qword ptr [r11 + 3208]
vpandd ymm19, ymm13, ymm23
sha256rnds2 xmm3, xmm4
vpxord ymm18, ymm14, ymm19
vprord ymm21, ymm13, 6
movq xmm0, qword ptr [r11 + 3232]
vprord ymm15, ymm13, 11
vpxord ymm28, ymm21, ymm15
sha256rnds2 xmm5, xmm6
vprord ymm17, ymm13, 25
movq xmm0, qword ptr [r11 + 3240]
vpxord ymm20, ymm28, ymm17
vpaddd ymm29, ymm16, ymm18
sha256rnds2 xmm7, xmm8
vpaddd ymm24, ymm29, ymm20
movq xmm0, qword ptr [r11 + 3216]
vpxord ymm23, ymm25, ymm30
vpandd ymm19, ymm23, ymm31
sha256rnds2 xmm9, xmm10
vpxord ymm21, ymm30, ymm19
movq xmm0, qword ptr [r11 + 3224]
vpaddd ymm15, ymm22, ymm24
vpaddd ymm28, ymm24, ymm21
sha256rnds2 xmm11, xmm12
vprord ymm17, ymm25, 2
movq xmm0, qword ptr [r11 + 3328]
vprord ymm16, ymm25, 13
vpxord ymm18, ymm17, ymm16
sha256rnds2 xmm2, xmm1
vprord ymm29, ymm25, 22
movq xmm0, qword ptr [r11 + 3336]
vpxord ymm20, ymm18, ymm29
vpaddd ymm31, ymm28, ymm20
sha256rnds2 xmm4, xmm3
vpaddd ymm19, ymm14, dword ptr [rax + -416]{1to8}
movq xmm0, qword ptr [r11 + 3360]
vpxord ymm22, ymm13, ymm27
vpandd ymm24, ymm15, ymm22
sha256rnds2 xmm6, xmm5
vpxord ymm21, ymm27, ymm24
movq xmm0, qword ptr [r11 + 3368]
vprord ymm17, ymm15, 6
vprord ymm16, ymm15, 11
sha256rnds2 xmm8, xmm7
vpxord ymm18, ymm17, ymm16
vprord ymm29, ymm15, 25
movq xmm0, qword ptr [r11 + 3344]
vpxord ymm28, ymm18, ymm29
sha256rnds2 xmm10, xmm9
vpaddd ymm20, ymm19, ymm21
vpaddd ymm14, ymm20, ymm28
movq xmm0, qword ptr [r11 + 3352]
vpxord ymm22, ymm31, ymm25
sha256rnds2 xmm12, xmm11
vpandd ymm24, ymm22, ymm23
vpxord ymm17, ymm25, ymm24
movd dword ptr [r8 + 64], xmm2
vpaddd ymm16, ymm26, ymm14
movd dword ptr [r8 + 68], xmm4
vpaddd ymm18, ymm14, ymm17
vprord ymm29, ymm31, 2
movd dword ptr [r8 + 72], xmm6
vprord ymm19, ymm31, 13
movd dword ptr [r8 + 76], xmm8
vpxord ymm21, ymm29, ymm19
vprord ymm20, ymm31, 22
movd dword ptr [r8 + 80], xmm10
vpxord ymm28, ymm21, ymm20
movd dword ptr [r8 + 84], xmm12
vpaddd ymm23, ymm18, ymm28
vpaddd ymm24, ymm27, dword ptr [rax + -412]{1to8}
movdqa xmm1, [r11 + 192]
vpxord ymm26, ymm15, ymm13
movdqa xmm2, [r11 + 208]
vpandd ymm14, ymm16, ymm26
vpxord ymm17, ymm13, ymm14
movdqa xmm3, [r11 + 224]
vprord ymm29, ymm16, 6
movdqa xmm4, [r11 + 240]
vprord ymm19, ymm16, 11
vpxord ymm21, ymm29, ymm19
movdqa xmm5, [r11 + 256]
vprord ymm20, ymm16, 25
movdqa xmm6, [r11 + 272]
vpxord ymm18, ymm21, ymm20
vpaddd ymm28, ymm24, ymm17
movdqa xmm7, [r11 + 288]
vpaddd ymm27, ymm28, ymm18
vpxord ymm26, ymm23, ymm31
movdqa xmm8, [r11 + 304]
vpandd ymm14, ymm26, ymm22
movdqa xmm9, [r11 + 320]
vpxord ymm29, ymm31, ymm14
vpaddd ymm19, ymm30, ymm27
movdqa xmm10, [r11 + 336]
vpaddd ymm21, ymm27, ymm29
movq xmm0, qword ptr [r11 + 560]
vprord ymm20, ymm23, 2
vprord ymm24, ymm23, 13
sha256rnds2 xmm2, xmm1
vpxord ymm17, ymm20, ymm24
movq xmm0, qword ptr [r11 + 568]
vprord ymm28, ymm23, 22
vpxord ymm18, ymm17, ymm28
sha256rnds2 xmm4, xmm3
vpaddd ymm22, ymm21, ymm18
movq xmm0, qword ptr [r11 + 576]
vpaddd ymm14, ymm13, dword ptr [rax + -408]{1to8}
vpxord ymm30, ymm16, ymm15
sha256rnds2 xmm6, xmm5
vpandd ymm27, ymm19, ymm30
movq xmm0, qword ptr [r11 + 584]
vpxord ymm29, ymm15, ymm27
vprord ymm20, ymm19, 6
sha256rnds2 xmm8, xmm7
vprord ymm24, ymm19, 11
movq xmm0, qword ptr [r11 + 608]
vpxord ymm17, ymm20, ymm24
vprord ymm28, ymm19, 25
sha256rnds2 xmm10, xmm9
vpxord ymm21, ymm17, ymm28
movq xmm0, qword ptr [r11 + 688]
vpaddd ymm18, ymm14, ymm29
vpaddd ymm13, ymm18, ymm21
sha256rnds2 xmm1, xmm2
vpxord ymm30, ymm22, ymm23
movq xmm0, qword ptr [r11 + 696]
vpandd ymm27, ymm30, ymm26
vpxord ymm20, ymm23, ymm27
sha256rnds2 xmm3, xmm4
vpaddd ymm24, ymm25, ymm13
vpaddd ymm17, ymm13, ymm20
movq xmm0, qword ptr [r11 + 704]
vprord ymm28, ymm22, 2
sha256rnds2 xmm5, xmm6
vprord ymm14, ymm22, 13
vpxord ymm29, ymm28, ymm14
movq xmm0, qword ptr [r11 + 712]
vprord ymm18, ymm22, 22
sha256rnds2 xmm7, xmm8
vpxord ymm21, ymm29, ymm18
vpaddd ymm30, ymm17, ymm21
movq xmm0, qword ptr [r11 + 736]
vpunpckldq ymm26, ymm19, ymm24
sha256rnds2 xmm9, xmm10
vpunpckldq ymm27, ymm22, ymm30
vpunpckhdq ymm25, ymm19, ymm24
movq xmm0, qword ptr [r11 + 816]
vpunpckhdq ymm13, ymm22, ymm30
sha256rnds2 xmm2, xmm1
vpunpcklqdq ymm20, ymm26, ymm27
vpunpckhqdq ymm28, ymm26, ymm27
movq xmm0, qword ptr [r11 + 824]
vpunpcklqdq ymm14, ymm25, ymm13
sha256rnds2 xmm4, xmm3
vpunpckhqdq ymm29, ymm25, ymm13
vmovdqu32 xmmword ptr [r10 + 256], xmm20
movq xmm0, qword ptr [r11 + 832]
vextracti32x4 xmmword ptr [r10 + 384], ymm20, 1
sha256rnds2 xmm6, xmm5
vmovdqu32 xmmword ptr [r10 + 288], xmm28
vextracti32x4 xmmword ptr [r10 + 416], ymm28, 1
movq xmm0, qword ptr [r11 + 840]
vmovdqu32 xmmword ptr [r10 + 320], xmm14
sha256rnds2 xmm8, xmm7
vextracti32x4 xmmword ptr [r10 + 448], ymm14, 1
vmovdqu32 xmmword ptr [r10 + 352], xmm29
movq xmm0, qword ptr [r11 + 864]
vextracti32x4 xmmword ptr [r10 + 480], ymm29, 1
sha256rnds2 xmm10, xmm9
vpunpckldq ymm18, ymm15, ymm16
vpunpckldq ymm17, ymm31, ymm23
movq xmm0, qword ptr [r11 + 944]
vpunpckhdq ymm21, ymm15, ymm16
vpunpckhdq ymm19, ymm31, ymm23
sha256rnds2 xmm1, xmm2
vpunpcklqdq ymm24, ymm18, ymm17
movq xmm0, qword ptr [r11 + 952]
vpunpckhqdq ymm22, ymm18, ymm17
vpunpcklqdq ymm30, ymm21, ymm19
sha256rnds2 xmm3, xmm4
vpunpckhqdq ymm26, ymm21, ymm19
movq xmm0, qword ptr [r11 + 960]
vmovdqu32 xmmword ptr [r10 + 272], xmm24
vextracti32x4 xmmword ptr [r10 + 400], ymm24, 1
sha256rnds2 xmm5, xmm6
vmovdqu32 xmmword ptr [r10 + 304], xmm22
movq xmm0, qword ptr [r11 + 968]
vextracti32x4 xmmword ptr [r10 + 432], ymm22, 1
vmovdqu32 xmmword ptr [r10 + 336], xmm30
sha256rnds2 xmm7, xmm8
vextracti32x4 xmmword ptr [r10 + 464], ymm30, 1
movq xmm0, qword ptr [r11 + 992]
vmovdqu32 xmmword ptr [r10 + 368], xmm26
vextracti32x4 xmmword ptr [r10 + 496], ymm26, 1
sha256rnds2 xmm9, xmm10
vmovdqu32 ymm27, ymmword ptr [r8 + 384]
movq xmm0, qword ptr [r11 + 1072]
vmovdqu32 ymm25, ymmword ptr [r8 + 416]
vmovdqu32 ymm13, ymmword ptr [r8 + 448]
sha256rnds2 xmm2, xmm1
vmovdqu32 ymm20, ymmword ptr [r8 + 480]
movq xmm0, qword ptr [r11 + 1080]
vmovdqu32 ymm28, ymmword ptr [r8 + 512]
vmovdqu32 ymm14, ymmword ptr [r8 + 544]
sha256rnds2 xmm4, xmm3
vmovdqu32 ymm29, ymmword ptr [r8 + 576]
movq xmm0, qword ptr [r11 + 1088]
vmovdqu32 ymm15, ymmword ptr [r8 + 608]
vprord ymm16, ymm25, 7
sha256rnds2 xmm6, xmm5
vprord ymm31, ymm25, 18
movq xmm0, qword ptr [r11 + 1096]
vpxord ymm23, ymm16, ymm31
vpsrld ymm18, ymm25, 3
sha256rnds2 xmm8, xmm7
vpxord ymm17, ymm23, ymm18
vpaddd ymm21, ymm17, ymm27
movq xmm0, qword ptr [r11 + 1120]
vpaddd ymm19, ymm21, dword ptr [rax + -404]{1to8}
sha256rnds2 xmm10, xmm9
vprord ymm24, ymm13, 7
vprord ymm22, ymm13, 18
movq xmm0, qword ptr [r11 + 1200]
vpxord ymm30, ymm24, ymm22
sha256rnds2 xmm1, xmm2
vpsrld ymm26, ymm13, 3
vpxord ymm16, ymm30, ymm26
movq xmm0, qword ptr [r11 + 1208]
vpaddd ymm31, ymm16, ymm25
sha256rnds2 xmm3, xmm4
vpaddd ymm23, ymm31, dword ptr [rax + -400]{1to8}
vpaddd ymm18, ymm23, dword ptr [rax + -396]{1to8}
movq xmm0, qword ptr [r11 + 1216]
vpunpckldq ymm17, ymm19, ymm18
sha256rnds2 xmm5, xmm6
vmovdqu32 ymmword ptr [r10 + 576], ymm17
vpunpckhdq ymm27, ymm19, ymm18
movq xmm0, qword ptr [r11 + 1224]
vmovdqu32 ymmword ptr [r10 + 608], ymm27
sha256rnds2 xmm7, xmm8
vprord ymm24, ymm20, 7
vprord ymm22, ymm20, 18
movq xmm0, qword ptr [r11 + 1248]
vpxord ymm30, ymm24, ymm22
sha256rnds2 xmm9, xmm10
vpsrld ymm26, ymm20, 3
vpxord ymm16, ymm30, ymm26
movq xmm0, qword ptr [r11 + 1328]
vpaddd ymm25, ymm16, ymm13
sha256rnds2 xmm2, xmm1
vprord ymm31, ymm21, 17
vprord ymm17, ymm21, 19
movq xmm0, qword ptr [r11 + 1336]
vpxord ymm19, ymm31, ymm17
sha256rnds2 xmm4, xmm3
vpsrld ymm18, ymm21, 10
vpxord ymm27, ymm19, ymm18
movq xmm0, qword ptr [r11 + 1344]
vpaddd ymm24, ymm25, ymm27
vpaddd ymm22, ymm24, dword ptr [rax + -392]{1to8}
sha256rnds2 xmm6, xmm5
vprord ymm30, ymm28, 7
movq xmm0, qword ptr [r11 + 1352]
vprord ymm26, ymm28, 18
vpxord ymm16, ymm30, ymm26
sha256rnds2 xmm8, xmm7
vpsrld ymm13, ymm28, 3
movq xmm0, qword ptr [r11 + 1376]
vpxord ymm31, ymm16, ymm13
vpaddd ymm17, ymm31, ymm20
sha256rnds2 xmm10, xmm9
vprord ymm19, ymm23, 17
movq xmm0, qword ptr [r11 + 1456]
vprord ymm18, ymm23, 19
vpxord ymm25, ymm19, ymm18
sha256rnds2 xmm1, xmm2
vpsrld ymm27, ymm23, 10
movq xmm0, qword ptr [r11 + 1464]
vpxord ymm30, ymm25, ymm27
vpaddd ymm26, ymm17, ymm30
sha256rnds2 xmm3, xmm4
vpaddd ymm16, ymm26, dword ptr [rax + -388]{1to8}
movq xmm0, qword ptr [r11 + 1472]
vpunpckldq ymm13, ymm22, ymm16
vmovdqu32 ymmword ptr [r10 + 704], ymm13
sha256rnds2 xmm5, xmm6
vpunpckhdq ymm31, ymm22, ymm16
movq xmm0, qword ptr [r11 + 1480]
vmovdqu32 ymmword ptr [r10 + 736], ymm31
vprord ymm20, ymm14, 7
sha256rnds2 xmm7, xmm8
vprord ymm19, ymm14, 18
movq xmm0, qword ptr [r11 + 1504]
vpxord ymm18, ymm20, ymm19
vpsrld ymm25, ymm14, 3
sha256rnds2 xmm9, xmm10
vpxord ymm27, ymm18, ymm25
vpaddd ymm17, ymm27, ymm28
movq xmm0, qword ptr [r11 + 1584]
vprord ymm30, ymm24, 17
sha256rnds2 xmm2, xmm1
vprord ymm13, ymm24, 19
vpxord ymm22, ymm30, ymm13
movq xmm0, qword ptr [r11 + 1592]
vpsrld ymm16, ymm24, 10
sha256rnds2 xmm4, xmm3
vpxord ymm31, ymm22, ymm16
vpaddd ymm20, ymm17, ymm31
movq xmm0, qword ptr [r11 + 1600]
vpaddd ymm19, ymm20, dword ptr [rax + -384]{1to8}
sha256rnds2 xmm6, xmm5
vprord ymm18, ymm29, 7
vprord ymm25, ymm29, 18
movq xmm0, qword ptr [r11 + 1608]
vpxord ymm27, ymm18, ymm25
sha256rnds2 xmm8, xmm7
vpsrld ymm28, ymm29, 3
vpxord ymm30, ymm27, ymm28
movq xmm0, qword ptr [r11 + 1632]
vpaddd ymm13, ymm30, ymm14
sha256rnds2 xmm10, xmm9
vprord ymm22, ymm26, 17
vprord ymm16, ymm26, 19
movq xmm0, qword ptr [r11 + 1712]
vpxord ymm17, ymm22, ymm16
sha256rnds2 xmm1, xmm2
vpsrld ymm31, ymm26, 10
vpxord ymm18, ymm17, ymm31
movq xmm0, qword ptr [r11 + 1720]
vpaddd ymm25, ymm13, ymm18
sha256rnds2 xmm3, xmm4
vpaddd ymm27, ymm25, dword ptr [rax + -380]{1to8}
vpunpckldq ymm28, ymm19, ymm27
movq xmm0, qword ptr [r11 + 1728]
vmovdqu32 ymmword ptr [r10 + 832], ymm28
sha256rnds2 xmm5, xmm6
vpunpckhdq ymm30, ymm19, ymm27
vmovdqu32 ymmword ptr [r10 + 864], ymm30
movq xmm0, qword ptr [r11 + 1736]
vprord ymm14, ymm15, 7
vprord ymm22, ymm15, 18
sha256rnds2 xmm7, xmm8
vpxord ymm16, ymm14, ymm22
movq xmm0, qword ptr [r11 + 1760]
vpsrld ymm17, ymm15, 3
vpxord ymm31, ymm16, ymm17
sha256rnds2 xmm9, xmm10
vpaddd ymm13, ymm31, ymm29
movq xmm0, qword ptr [r11 + 1840]
vpaddd ymm18, ymm13, dword ptr [rax + -376]{1to8}
vprord ymm28, ymm20, 17
sha256rnds2 xmm2, xmm1
vprord ymm19, ymm20, 19
movq xmm0, qword ptr [r11 + 1848]
vpxord ymm27, ymm28, ymm19
vpsrld ymm30, ymm20, 10
sha256rnds2 xmm4, xmm3
vpxord ymm14, ymm27, ymm30
movq xmm0, qword ptr [r11 + 1856]
vpaddd ymm22, ymm18, ymm14
vpaddd ymm16, ymm22, dword ptr [rax + -372]{1to8}
sha256rnds2 xmm6, xmm5
vpaddd ymm17, ymm15, ymm21
movq xmm0, qword ptr [r11 + 1864]
vpaddd ymm31, ymm17, dword ptr [rax + -368]{1to8}
vprord ymm29, ymm25, 17
sha256rnds2 xmm8, xmm7
vprord ymm13, ymm25, 19
movq xmm0, qword ptr [r11 + 1888]
vpxord ymm28, ymm29, ymm13
vpsrld ymm19, ymm25, 10
sha256rnds2 xmm10, xmm9
vpxord ymm27, ymm28, ymm19
movq xmm0, qword ptr [r11 + 1968]
vpaddd ymm30, ymm31, ymm27
vpaddd ymm18, ymm30, dword ptr [rax + -364]{1to8}
sha256rnds2 xmm1, xmm2
vpunpckldq ymm14, ymm16, ymm18
movq xmm0, qword ptr [r11 + 1976]
vmovdqu32 ymmword ptr [r10 + 960], ymm14
vpunpckhdq ymm15, ymm16, ymm18
sha256rnds2 xmm3, xmm4
vmovdqu32 ymmword ptr [r10 + 992], ymm15
vpaddd ymm17, ymm23, dword ptr [rax + -360]{1to8}
movq xmm0, qword ptr [r11 + 1984]
vprord ymm29, ymm22, 17
sha256rnds2 xmm5, xmm6
vprord ymm13, ymm22, 19
vpxord ymm28, ymm29, ymm13
movq xmm0, qword ptr [r11 + 1992]
vpsrld ymm19, ymm22, 10
sha256rnds2 xmm7, xmm8
vpxord ymm31, ymm28, ymm19
vpaddd ymm27, ymm17, ymm31
movq xmm0, qword ptr [r11 + 2016]
vpaddd ymm14, ymm27, dword ptr [rax + -356]{1to8}
sha256rnds2 xmm9, xmm10
vprord ymm16, ymm30, 17
vprord ymm18, ymm30, 19
movq xmm0, qword ptr [r11 + 2096]
vpxord ymm15, ymm16, ymm18
sha256rnds2 xmm2, xmm1
vpsrld ymm29, ymm30, 10
vpxord ymm13, ymm15, ymm29
movq xmm0, qword ptr [r11 + 2104]
vpaddd ymm28, ymm24, ymm13
sha256rnds2 xmm4, xmm3
vpaddd ymm19, ymm28, dword ptr [rax + -352]{1to8}
vpunpckldq ymm17, ymm14, ymm19
movq xmm0, qword ptr [r11 + 2112]
vmovdqu32 ymmword ptr [r10 + 1088], ymm17
sha256rnds2 xmm6, xmm5
vpunpckhdq ymm31, ymm14, ymm19
vmovdqu32 ymmword ptr [r10 + 1120], ymm31
movq xmm0, qword ptr [r11 + 2120]
vprord ymm16, ymm27, 17
sha256rnds2 xmm8, xmm7
vprord ymm18, ymm27, 19
vpxord ymm15, ymm16, ymm18
movq xmm0, qword ptr [r11 + 2144]
vpsrld ymm29, ymm27, 10
sha256rnds2 xmm10, xmm9
vpxord ymm13, ymm15, ymm29
vpaddd ymm17, ymm26, ymm13
movq xmm0, qword ptr [r11 + 2224]
vpaddd ymm14, ymm17, dword ptr [rax + -348]{1to8}
vprord ymm19, ymm28, 17
sha256rnds2 xmm1, xmm2
vprord ymm31, ymm28, 19
movq xmm0, qword ptr [r11 + 2232]
vpxord ymm16, ymm19, ymm31
vpsrld ymm18, ymm28, 10
sha256rnds2 xmm3, xmm4
vpxord ymm15, ymm16, ymm18
movq xmm0, qword ptr [r11 + 2240]
vpaddd ymm29, ymm20, ymm15
vpaddd ymm13, ymm29, dword ptr [rax + -344]{1to8}
sha256rnds2 xmm5, xmm6
vpunpckldq ymm19, ymm14, ymm13
movq xmm0, qword ptr [r11 + 2248]
vmovdqu32 ymmword ptr [r10 + 1216], ymm19
vpunpckhdq ymm31, ymm14, ymm13
sha256rnds2 xmm7, xmm8
vmovdqu32 ymmword ptr [r10 + 1248], ymm31
movq xmm0, qword ptr [r11 + 2272]
vprord ymm16, ymm17, 17
vprord ymm18, ymm17, 19
sha256rnds2 xmm9, xmm10
vpxord ymm15, ymm16, ymm18
movq xmm0, qword ptr [r11 + 2352]
vpsrld ymm19, ymm17, 10
vpxord ymm14, ymm15, ymm19
sha256rnds2 xmm2, xmm1
vpaddd ymm13, ymm25, ymm14
movq xmm0, qword ptr [r11 + 2360]
vpaddd ymm31, ymm13, dword ptr [rax + -340]{1to8}
vprord ymm16, ymm29, 17
sha256rnds2 xmm4, xmm3
vprord ymm18, ymm29, 19
movq xmm0, qword ptr [r11 + 2368]
vpxord ymm15, ymm16, ymm18
vpsrld ymm19, ymm29, 10
sha256rnds2 xmm6, xmm5
vpxord ymm14, ymm15, ymm19
movq xmm0, qword ptr [r11 + 2376]
vpaddd ymm16, ymm22, ymm14
vpaddd ymm18, ymm16, dword ptr [rax + -336]{1to8}
sha256rnds2 xmm8, xmm7
vpunpckldq ymm15, ymm31, ymm18
vmovdqu32 ymmword ptr [r10 + 1344], ymm15
movq xmm0, qword ptr [r11 + 2400]
vpunpckhdq ymm19, ymm31, ymm18
sha256rnds2 xmm10, xmm9
vmovdqu32 ymmword ptr [r10 + 1376], ymm19
vpaddd ymm14, ymm30, dword ptr [rax + -332]{1to8}
movq xmm0, qword ptr [r11 + 2480]
vprord ymm15, ymm13, 17
sha256rnds2 xmm1, xmm2
vprord ymm31, ymm13, 19
vpxord ymm18, ymm15, ymm31
movq xmm0, qword ptr [r11 + 2488]
vpsrld ymm19, ymm13, 10
sha256rnds2 xmm3, xmm4
vpxord ymm15, ymm18, ymm19
vpaddd ymm31, ymm14, ymm15
movq xmm0, qword ptr [r11 + 2496]
vpaddd ymm18, ymm31, dword ptr [rax + -328]{1to8}
sha256rnds2 xmm5, xmm6
vprord ymm19, ymm21, 7
vprord ymm14, ymm21, 18
movq xmm0, qword ptr [r11 + 2504]
vpxord ymm15, ymm19, ymm14
sha256rnds2 xmm7, xmm8
vpsrld ymm19, ymm21, 3
vpxord ymm14, ymm15, ymm19
movq xmm0, qword ptr [r11 + 2528]
vpaddd ymm15, ymm14, ymm27
sha256rnds2 xmm9, xmm10
vpaddd ymm19, ymm15, dword ptr [rax + -376]{1to8}
vprord ymm14, ymm16, 17
movq xmm0, qword ptr [r11 + 2608]
vprord ymm15, ymm16, 19
sha256rnds2 xmm2, xmm1
vpxord ymm14, ymm14, ymm15
vpsrld ymm15, ymm16, 10
movq xmm0, qword ptr [r11 + 2616]
vpxord ymm14, ymm14, ymm15
sha256rnds2 xmm4, xmm3
vpaddd ymm15, ymm19, ymm14
vpaddd ymm19, ymm15, dword ptr [rax + -324]{1to8}
movq xmm0, qword ptr [r11 + 2624]
vpunpckldq ymm14, ymm18, ymm19
vmovdqu32 ymmword ptr [r10 + 1472], ymm14
sha256rnds2 xmm6, xmm5
vpunpckhdq ymm14, ymm18, ymm19
movq xmm0, qword ptr [r11 + 2632]
vmovdqu32 ymmword ptr [r10 + 1504], ymm14
vprord ymm18, ymm23, 7
sha256rnds2 xmm8, xmm7
vprord ymm19, ymm23, 18
movq xmm0, qword ptr [r11 + 2656]
vpxord ymm14, ymm18, ymm19
vpsrld ymm18, ymm23, 3
sha256rnds2 xmm10, xmm9
vpxord ymm19, ymm14, ymm18
movq xmm0, qword ptr [r11 + 2736]
vpaddd ymm14, ymm19, ymm21
vpaddd ymm18, ymm14, ymm28
sha256rnds2 xmm1, xmm2
vprord ymm19, ymm31, 17
movq xmm0, qword ptr [r11 + 2744]
vprord ymm21, ymm31, 19
vpxord ymm14, ymm19, ymm21
sha256rnds2 xmm3, xmm4
vpsrld ymm19, ymm31, 10
movq xmm0, qword ptr [r11 + 2752]
vpxord ymm21, ymm14, ymm19
vpaddd ymm14, ymm18, ymm21
sha256rnds2 xmm5, xmm6
vpaddd ymm19, ymm14, dword ptr [rax + -320]{1to8}
movq xmm0, qword ptr [r11 + 2760]
vprord ymm18, ymm24, 7
vprord ymm21, ymm24, 18
sha256rnds2 xmm7, xmm8
vpxord ymm18, ymm18, ymm21
movq xmm0, qword ptr [r11 + 2784]
vpsrld ymm21, ymm24, 3
vpxord ymm18, ymm18, ymm21
sha256rnds2 xmm9, xmm10
vpaddd ymm21, ymm18, ymm23
vpaddd ymm18, ymm21, ymm17
movq xmm0, qword ptr [r11 + 2864]
vprord ymm23, ymm15, 17
sha256rnds2 xmm2, xmm1
vprord ymm21, ymm15, 19
vpxord ymm23, ymm23, ymm21
movq xmm0, qword ptr [r11 + 2872]
vpsrld ymm21, ymm15, 10
sha256rnds2 xmm4, xmm3
vpxord ymm23, ymm23, ymm21
vpaddd ymm21, ymm18, ymm23
movq xmm0, qword ptr [r11 + 2880]
vpaddd ymm18, ymm21, dword ptr [rax + -316]{1to8}
sha256rnds2 xmm6, xmm5
vpunpckldq ymm23, ymm19, ymm18
vmovdqu32 ymmword ptr [r10 + 1600], ymm23
movq xmm0, qword ptr [r11 + 2888]
vpunpckhdq ymm23, ymm19, ymm18
sha256rnds2 xmm8, xmm7
vmovdqu32 ymmword ptr [r10 + 1632], ymm23
vprord ymm19, ymm26, 7
movq xmm0, qword ptr [r11 + 2912]
vprord ymm18, ymm26, 18
sha256rnds2 xmm10, xmm9
vpxord ymm23, ymm19, ymm18
vpsrld ymm19, ymm26, 3
movq xmm0, qword ptr [r11 + 2992]
vpxord ymm18, ymm23, ymm19
sha256rnds2 xmm1, xmm2
vpaddd ymm23, ymm18, ymm24
vpaddd ymm19, ymm23, ymm29
movq xmm0, qword ptr [r11 + 3000]
vprord ymm18, ymm14, 17
sha256rnds2 xmm3, xmm4
vprord ymm24, ymm14, 19
vpxord ymm23, ymm18, ymm24
movq xmm0, qword ptr [r11 + 3008]
vpsrld ymm18, ymm14, 10
sha256rnds2 xmm5, xmm6
vpxord ymm24, ymm23, ymm18
vpaddd ymm23, ymm19, ymm24
movq xmm0, qword ptr [r11 + 3016]
vpaddd ymm18, ymm23, dword ptr [rax + -312]{1to8}
vprord ymm19, ymm20, 7
sha256rnds2 xmm7, xmm8
vprord ymm24, ymm20, 18
movq xmm0, qword ptr [r11 + 3040]
vpxord ymm19, ymm19, ymm24
vpsrld ymm24, ymm20, 3
sha256rnds2 xmm9, xmm10
vpxord ymm19, ymm19, ymm24
movq xmm0, qword ptr [r11 + 3120]
vpaddd ymm24, ymm19, ymm26
vpaddd ymm19, ymm24, ymm13
sha256rnds2 xmm2, xmm1
vprord ymm26, ymm21, 17
movq xmm0, qword ptr [r11 + 3128]
vprord ymm24, ymm21, 19
vpxord ymm26, ymm26, ymm24
sha256rnds2 xmm4, xmm3
vpsrld ymm24, ymm21, 10
movq xmm0, qword ptr [r11 + 3136]
vpxord ymm26, ymm26, ymm24
vpaddd ymm24, ymm19, ymm26
sha256rnds2 xmm6, xmm5
vpaddd ymm19, ymm24, dword ptr [rax + -308]{1to8}
movq xmm0, qword ptr [r11 + 3144]
vpunpckldq ymm26, ymm18, ymm19
vmovdqu32 ymmword ptr [r10 + 1728], ymm26
sha256rnds2 xmm8, xmm7
vpunpckhdq ymm26, ymm18, ymm19
movq xmm0, qword ptr [r11 + 3168]
vmovdqu32 ymmword ptr [r10 + 1760], ymm26
vprord ymm18, ymm25, 7
sha256rnds2 xmm10, xmm9
vprord ymm19, ymm25, 18
movq xmm0, qword ptr [r11 + 3248]
vpxord ymm26, ymm18, ymm19
vpsrld ymm18, ymm25, 3
sha256rnds2 xmm1, xmm2
vpxord ymm19, ymm26, ymm18
movq xmm0, qword ptr [r11 + 3256]
vpaddd ymm26, ymm19, ymm20
vpaddd ymm18, ymm26, ymm16
sha256rnds2 xmm3, xmm4
vprord ymm19, ymm23, 17
vprord ymm20, ymm23, 19
movq xmm0, qword ptr [r11 + 3264]
vpxord ymm26, ymm19, ymm20
sha256rnds2 xmm5, xmm6
vpsrld ymm19, ymm23, 10
vpxord ymm20, ymm26, ymm19
movq xmm0, qword ptr [r11 + 3272]
vpaddd ymm26, ymm18, ymm20
sha256rnds2 xmm7, xmm8
vpaddd ymm19, ymm26, dword ptr [rax + -304]{1to8}
vprord ymm18, ymm22, 7
movq xmm0, qword ptr [r11 + 3296]
vprord ymm20, ymm22, 18
sha256rnds2 xmm9, xmm10
vpxord ymm18, ymm18, ymm20
vpsrld ymm20, ymm22, 3
movq xmm0, qword ptr [r11 + 3376]
vpxord ymm18, ymm18, ymm20
sha256rnds2 xmm2, xmm1
vpaddd ymm20, ymm18, ymm25
vpaddd ymm18, ymm20, ymm31
movq xmm0, qword ptr [r11 + 3384]
vprord ymm25, ymm24, 17
sha256rnds2 xmm4, xmm3
vprord ymm20, ymm24, 19
vpxord ymm25, ymm25, ymm20
movq xmm0, qword ptr [r11 + 3392]
vpsrld ymm20, ymm24, 10
sha256rnds2 xmm6, xmm5
vpxord ymm25, ymm25, ymm20
vpaddd ymm20, ymm18, ymm25
movq xmm0, qword ptr [r11 + 3400]
vpaddd ymm18, ymm20, dword ptr [rax + -300]{1to8}
sha256rnds2 xmm8, xmm7
vpunpckldq ymm25, ymm19, ymm18
vmovdqu32 ymmword ptr [r10 + 1856], ymm25
movq xmm0, qword ptr [r11 + 3424]
vpunpckhdq ymm25, ymm19, ymm18
sha256rnds2 xmm10, xmm9
vmovdqu32 ymmword ptr [r10 + 1888], ymm25
vprord ymm19, ymm30, 7
movd dword ptr [r8 + 88], xmm2
vprord ymm18, ymm30, 18
vpxord ymm25, ymm19, ymm18
movd dword ptr [r8 + 92], xmm4
vpsrld ymm19, ymm30, 3
movd dword ptr [r8 + 96], xmm6
vpxord ymm18, ymm25, ymm19
vpaddd ymm25, ymm18, ymm22
movd dword ptr [r8 + 100], xmm8
vpaddd ymm19, ymm25, ymm15
movd dword ptr [r8 + 104], xmm10
vprord ymm18, ymm26, 17
vprord ymm22, ymm26, 19
movdqa xmm1, [r11 + 352]
vpxord ymm25, ymm18, ymm22
movdqa xmm2, [r11 + 368]
vpsrld ymm18, ymm26, 10
vpxord ymm22, ymm25, ymm18
movdqa xmm3, [r11 + 384]
vpaddd ymm25, ymm19, ymm22
movdqa xmm4, [r11 + 400]
vpaddd ymm18, ymm25, dword ptr [rax + -296]{1to8}
vprord ymm19, ymm27, 7
movdqa xmm5, [r11 + 416]
vprord ymm22, ymm27, 18
movdqa xmm6, [r11 + 432]
vpxord ymm19, ymm19, ymm22
vpsrld ymm22, ymm27, 3
movdqa xmm7, [r11 + 448]
vpxord ymm19, ymm19, ymm22
movdqa xmm8, [r11 + 464]
vpaddd ymm22, ymm19, ymm30
vpaddd ymm19, ymm22, ymm14
movdqa xmm9, [r11 + 480]
vprord ymm30, ymm20, 17
movdqa xmm10, [r11 + 496]
vprord ymm22, ymm20, 19
vpxord ymm30, ymm30, ymm22
movq xmm0, qword ptr [r11 + 616]
vpsrld ymm22, ymm20, 10
sha256rnds2 xmm2, xmm1
vpxord ymm30, ymm30, ymm22
vpaddd ymm22, ymm19, ymm30
movq xmm0, qword ptr [r11 + 592]
vpaddd ymm19, ymm22, dword ptr [rax + -292]{1to8}
vpunpckldq ymm30, ymm18, ymm19
sha256rnds2 xmm4, xmm3
vmovdqu32 ymmword ptr [r10 + 1984], ymm30
movq xmm0, qword ptr [r11 + 600]
vpunpckhdq ymm30, ymm18, ymm19
vmovdqu32 ymmword ptr [r10 + 2016], ymm30
sha256rnds2 xmm6, xmm5
vprord ymm18, ymm28, 7
movq xmm0, qword ptr [r11 + 624]
vprord ymm19, ymm28, 18
vpxord ymm30, ymm18, ymm19
sha256rnds2 xmm8, xmm7
vpsrld ymm18, ymm28, 3
movq xmm0, qword ptr [r11 + 632]
vpxord ymm19, ymm30, ymm18
vpaddd ymm30, ymm19, ymm27
sha256rnds2 xmm10, xmm9
vpaddd ymm18, ymm30, ymm21
movq xmm0, qword ptr [r11 + 744]
vprord ymm19, ymm25, 17
vprord ymm27, ymm25, 19
sha256rnds2 xmm1, xmm2
vpxord ymm30, ymm19, ymm27
movq xmm0, qword ptr [r11 + 720]
vpsrld ymm19, ymm25, 10
vpxord ymm27, ymm30, ymm19
sha256rnds2 xmm3, xmm4
vpaddd ymm30, ymm18, ymm27
movq xmm0, qword ptr [r11 + 728]
vpaddd ymm19, ymm30, dword ptr [rax + -288]{1to8}
vprord ymm18, ymm17, 7
sha256rnds2 xmm5, xmm6
vprord ymm27, ymm17, 18
movq xmm0, qword ptr [r11 + 752]
vpxord ymm18, ymm18, ymm27
vpsrld ymm27, ymm17, 3
sha256rnds2 xmm7, xmm8
vpxord ymm18, ymm18, ymm27
movq xmm0, qword ptr [r11 + 760]
vpaddd ymm27, ymm18, ymm28
vpaddd ymm18, ymm27, ymm23
sha256rnds2 xmm9, xmm10
vprord ymm28, ymm22, 17
vprord ymm27, ymm22, 19
movq xmm0, qword ptr [r11 + 872]
vpxord ymm28, ymm28, ymm27
sha256rnds2 xmm2, xmm1
vpsrld ymm27, ymm22, 10
vpxord ymm28, ymm28, ymm27
movq xmm0, qword ptr [r11 + 848]
vpaddd ymm27, ymm18, ymm28
sha256rnds2 xmm4, xmm3
vpaddd ymm18, ymm27, dword ptr [rax + -284]{1to8}
vpunpckldq ymm28, ymm19, ymm18
movq xmm0, qword ptr [r11 + 856]
vmovdqu32 ymmword ptr [r10 + 2112], ymm28
sha256rnds2 xmm6, xmm5
vpunpckhdq ymm28, ymm19, ymm18
vmovdqu32 ymmword ptr [r10 + 2144], ymm28
movq xmm0, qword ptr [r11 + 880]
vprord ymm19, ymm29, 7
sha256rnds2 xmm8, xmm7
vprord ymm18, ymm29, 18
vpxord ymm28, ymm19, ymm18
movq xmm0, qword ptr [r11 + 888]
vpsrld ymm19, ymm29, 3
sha256rnds2 xmm10, xmm9
vpxord ymm18, ymm28, ymm19
vpaddd ymm28, ymm18, ymm17
movq xmm0, qword ptr [r11 + 1000]
vpaddd ymm19, ymm28, ymm24
sha256rnds2 xmm1, xmm2
vprord ymm18, ymm30, 17
vprord ymm17, ymm30, 19
movq xmm0, qword ptr [r11 + 976]
vpxord ymm28, ymm18, ymm17
sha256rnds2 xmm3, xmm4
vpsrld ymm18, ymm30, 10
vpxord ymm17, ymm28, ymm18
movq xmm0, qword ptr [r11 + 984]
vpaddd ymm28, ymm19, ymm17
vpaddd ymm18, ymm28, dword ptr [rax + -280]{1to8}
sha256rnds2 xmm5, xmm6
vprord ymm19, ymm13, 7
movq xmm0, qword ptr [r11 + 1008]
vprord ymm17, ymm13, 18
vpxord ymm19, ymm19, ymm17
sha256rnds2 xmm7, xmm8
vpsrld ymm17, ymm13, 3
movq xmm0, qword ptr [r11 + 1016]
vpxord ymm19, ymm19, ymm17
vpaddd ymm17, ymm19, ymm29
sha256rnds2 xmm9, xmm10
vpaddd ymm19, ymm17, ymm26
movq xmm0, qword ptr [r11 + 1128]
vprord ymm29, ymm27, 17
vprord ymm17, ymm27, 19
sha256rnds2 xmm2, xmm1
vpxord ymm29, ymm29, ymm17
movq xmm0, qword ptr [r11 + 1104]
vpsrld ymm17, ymm27, 10
vpxord ymm29, ymm29, ymm17
sha256rnds2 xmm4, xmm3
vpaddd ymm17, ymm19, ymm29
movq xmm0, qword ptr [r11 + 1112]
vpaddd ymm19, ymm17, dword ptr [rax + -276]{1to8}
vpunpckldq ymm29, ymm18, ymm19
sha256rnds2 xmm6, xmm5
vmovdqu32 ymmword ptr [r10 + 2240], ymm29
movq xmm0, qword ptr [r11 + 1136]
vpunpckhdq ymm29, ymm18, ymm19
vmovdqu32 ymmword ptr [r10 + 2272], ymm29
sha256rnds2 xmm8, xmm7
vprord ymm18, ymm16, 7
movq xmm0, qword ptr [r11 + 1144]
vprord ymm19, ymm16, 18
vpxord ymm29, ymm18, ymm19
sha256rnds2 xmm10, xmm9
vpsrld ymm18, ymm16, 3
movq xmm0, qword ptr [r11 + 1256]
vpxord ymm19, ymm29, ymm18
vpaddd ymm29, ymm19, ymm13
sha256rnds2 xmm1, xmm2
vpaddd ymm18, ymm29, ymm20
vprord ymm19, ymm28, 17
movq xmm0, qword ptr [r11 + 1232]
vprord ymm13, ymm28, 19
sha256rnds2 xmm3, xmm4
vpxord ymm29, ymm19, ymm13
vpsrld ymm19, ymm28, 10
movq xmm0, qword ptr [r11 + 1240]
vpxord ymm13, ymm29, ymm19
sha256rnds2 xmm5, xmm6
vpaddd ymm29, ymm18, ymm13
vpaddd ymm19, ymm29, dword ptr [rax + -272]{1to8}
movq xmm0, qword ptr [r11 + 1264]
vprord ymm18, ymm31, 7
sha256rnds2 xmm7, xmm8
vprord ymm13, ymm31, 18
vpxord ymm18, ymm18, ymm13
movq xmm0, qword ptr [r11 + 1272]
vpsrld ymm13, ymm31, 3
sha256rnds2 xmm9, xmm10
vpxord ymm18, ymm18, ymm13
vpaddd ymm13, ymm18, ymm16
movq xmm0, qword ptr [r11 + 1384]
vpaddd ymm18, ymm13, ymm25
sha256rnds2 xmm2, xmm1
vprord ymm16, ymm17, 17
vprord ymm13, ymm17, 19
movq xmm0, qword ptr [r11 + 1360]
vpxord ymm16, ymm16, ymm13
sha256rnds2 xmm4, xmm3
vpsrld ymm13, ymm17, 10
vpxord ymm16, ymm16, ymm13
movq xmm0, qword ptr [r11 + 1368]
vpaddd ymm13, ymm18, ymm16
sha256rnds2 xmm6, xmm5
vpaddd ymm18, ymm13, dword ptr [rax + -268]{1to8}
vpunpckldq ymm16, ymm19, ymm18
movq xmm0, qword ptr [r11 + 1392]
vmovdqu32 ymmword ptr [r10 + 2368], ymm16
sha256rnds2 xmm8, xmm7
vpunpckhdq ymm16, ymm19, ymm18
vmovdqu32 ymmword ptr [r10 + 2400], ymm16
movq xmm0, qword ptr [r11 + 1400]
vprord ymm19, ymm15, 7
vprord ymm18, ymm15, 18
sha256rnds2 xmm10, xmm9
vpxord ymm16, ymm19, ymm18
movq xmm0, qword ptr [r11 + 1512]
vpsrld ymm19, ymm15, 3
vpxord ymm18, ymm16, ymm19
sha256rnds2 xmm1, xmm2
vpaddd ymm16, ymm18, ymm31
movq xmm0, qword ptr [r11 + 1488]
vpaddd ymm19, ymm16, ymm22
vprord ymm18, ymm29, 17
sha256rnds2 xmm3, xmm4
vprord ymm31, ymm29, 19
movq xmm0, qword ptr [r11 + 1496]
vpxord ymm16, ymm18, ymm31
vpsrld ymm18, ymm29, 10
sha256rnds2 xmm5, xmm6
vpxord ymm31, ymm16, ymm18
movq xmm0, qword ptr [r11 + 1520]
vpaddd ymm16, ymm19, ymm31
vpaddd ymm18, ymm16, dword ptr [rax + -264]{1to8}
sha256rnds2 xmm7, xmm8
vprord ymm19, ymm14, 7
movq xmm0, qword ptr [r11 + 1528]
vprord ymm31, ymm14, 18
vpxord ymm19, ymm19, ymm31
sha256rnds2 xmm9, xmm10
vpsrld ymm31, ymm14, 3
movq xmm0, qword ptr [r11 + 1640]
vpxord ymm19, ymm19, ymm31
vpaddd ymm31, ymm19, ymm15
sha256rnds2 xmm2, xmm1
vpaddd ymm19, ymm31, ymm30
movq xmm0, qword ptr [r11 + 1616]
vprord ymm15, ymm13, 17
vprord ymm31, ymm13, 19
sha256rnds2 xmm4, xmm3
vpxord ymm15, ymm15, ymm31
movq xmm0, qword ptr [r11 + 1624]
vpsrld ymm31, ymm13, 10
vpxord ymm15, ymm15, ymm31
sha256rnds2 xmm6, xmm5
vpaddd ymm31, ymm19, ymm15
vpaddd ymm19, ymm31, dword ptr [rax + -260]{1to8}
movq xmm0, qword ptr [r11 + 1648]
vpunpckldq ymm15, ymm18, ymm19
sha256rnds2 xmm8, xmm7
vmovdqu32 ymmword ptr [r10 + 2496], ymm15
vpunpckhdq ymm15, ymm18, ymm19
movq xmm0, qword ptr [r11 + 1656]
vmovdqu32 ymmword ptr [r10 + 2528], ymm15
sha256rnds2 xmm10, xmm9
vprord ymm18, ymm21, 7
vprord ymm19, ymm21, 18
movq xmm0, qword ptr [r11 + 1768]
vpxord ymm15, ymm18, ymm19
sha256rnds2 xmm1, xmm2
vpsrld ymm18, ymm21, 3
vpxord ymm19, ymm15, ymm18
movq xmm0, qword ptr [r11 + 1744]
vpaddd ymm15, ymm19, ymm14
sha256rnds2 xmm3, xmm4
vpaddd ymm18, ymm15, ymm27
vprord ymm19, ymm16, 17
movq xmm0, qword ptr [r11 + 1752]
vprord ymm14, ymm16, 19
sha256rnds2 xmm5, xmm6
vpxord ymm15, ymm19, ymm14
vpsrld ymm19, ymm16, 10
movq xmm0, qword ptr [r11 + 1776]
vpxord ymm14, ymm15, ymm19
sha256rnds2 xmm7, xmm8
vpaddd ymm15, ymm18, ymm14
vpaddd ymm19, ymm15, dword ptr [rax + -256]{1to8}
movq xmm0, qword ptr [r11 + 1784]
vprord ymm18, ymm23, 7
sha256rnds2 xmm9, xmm10
vprord ymm14, ymm23, 18
vpxord ymm18, ymm18, ymm14
movq xmm0, qword ptr [r11 + 1896]
vpsrld ymm14, ymm23, 3
sha256rnds2 xmm2, xmm1
vpxord ymm18, ymm18, ymm14
vpaddd ymm14, ymm18, ymm21
movq xmm0, qword ptr [r11 + 1872]
vpaddd ymm18, ymm14, ymm28
vprord ymm21, ymm31, 17
sha256rnds2 xmm4, xmm3
vprord ymm14, ymm31, 19
movq xmm0, qword ptr [r11 + 1880]
vpxord ymm21, ymm21, ymm14
vpsrld ymm14, ymm31, 10
sha256rnds2 xmm6, xmm5
vpxord ymm21, ymm21, ymm14
movq xmm0, qword ptr [r11 + 1904]
vpaddd ymm14, ymm18, ymm21
vpaddd ymm18, ymm14, dword ptr [rax + -252]{1to8}
sha256rnds2 xmm8, xmm7
vpunpckldq ymm21, ymm19, ymm18
movq xmm0, qword ptr [r11 + 1912]
vmovdqu32 ymmword ptr [r10 + 2624], ymm21
vpunpckhdq ymm21, ymm19, ymm18
sha256rnds2 xmm10, xmm9
vmovdqu32 ymmword ptr [r10 + 2656], ymm21
movq xmm0, qword ptr [r11 + 2024]
vprord ymm19, ymm24, 7
vprord ymm18, ymm24, 18
sha256rnds2 xmm1, xmm2
vpxord ymm21, ymm19, ymm18
movq xmm0, qword ptr [r11 + 2000]
vpsrld ymm19, ymm24, 3
vpxord ymm18, ymm21, ymm19
sha256rnds2 xmm3, xmm4
vpaddd ymm21, ymm18, ymm23
movq xmm0, qword ptr [r11 + 2008]
vpaddd ymm19, ymm21, ymm17
vprord ymm18, ymm15, 17
sha256rnds2 xmm5, xmm6
vprord ymm23, ymm15, 19
movq xmm0, qword ptr [r11 + 2032]
vpxord ymm21, ymm18, ymm23
vpsrld ymm18, ymm15, 10
sha256rnds2 xmm7, xmm8
vpxord ymm23, ymm21, ymm18
movq xmm0, qword ptr [r11 + 2040]
vpaddd ymm21, ymm19, ymm23
vpaddd ymm18, ymm21, dword ptr [rax + -248]{1to8}
sha256rnds2 xmm9, xmm10
vprord ymm19, ymm26, 7
vprord ymm23, ymm26, 18
movq xmm0, qword ptr [r11 + 2152]
vpxord ymm19, ymm19, ymm23
sha256rnds2 xmm2, xmm1
vpsrld ymm23, ymm26, 3
vpxord ymm19, ymm19, ymm23
movq xmm0, qword ptr [r11 + 2128]
vpaddd ymm23, ymm19, ymm24
sha256rnds2 xmm4, xmm3
vpaddd ymm19, ymm23, ymm29
vprord ymm24, ymm14, 17
movq xmm0, qword ptr [r11 + 2136]
vprord ymm23, ymm14, 19
sha256rnds2 xmm6, xmm5
vpxord ymm24, ymm24, ymm23
vpsrld ymm23, ymm14, 10
movq xmm0, qword ptr [r11 + 2160]
vpxord ymm24, ymm24, ymm23
sha256rnds2 xmm8, xmm7
vpaddd ymm23, ymm19, ymm24
vpaddd ymm19, ymm23, dword ptr [rax + -244]{1to8}
movq xmm0, qword ptr [r11 + 2168]
vpunpckldq ymm24, ymm18, ymm19
sha256rnds2 xmm10, xmm9
vmovdqu32 ymmword ptr [r10 + 2752], ymm24
vpunpckhdq ymm24, ymm18, ymm19
movq xmm0, qword ptr [r11 + 2280]
vmovdqu32 ymmword ptr [r10 + 2784], ymm24
sha256rnds2 xmm1, xmm2
vprord ymm18, ymm20, 7
vprord ymm19, ymm20, 18
movq xmm0, qword ptr [r11 + 2256]
vpxord ymm24, ymm18, ymm19
sha256rnds2 xmm3, xmm4
vpsrld ymm18, ymm20, 3
vpxord ymm19, ymm24, ymm18
movq xmm0, qword ptr [r11 + 2264]
vpaddd ymm24, ymm19, ymm26
vpaddd ymm18, ymm24, ymm13
sha256rnds2 xmm5, xmm6
vprord ymm19, ymm21, 17
movq xmm0, qword ptr [r11 + 2288]
vprord ymm26, ymm21, 19
vpxord ymm24, ymm19, ymm26
sha256rnds2 xmm7, xmm8
vpsrld ymm19, ymm21, 10
movq xmm0, qword ptr [r11 + 2296]
vpxord ymm26, ymm24, ymm19
vpaddd ymm24, ymm18, ymm26
sha256rnds2 xmm9, xmm10
vpaddd ymm19, ymm24, dword ptr [rax + -240]{1to8}
movq xmm0, qword ptr [r11 + 2408]
vprord ymm18, ymm25, 7
vprord ymm26, ymm25, 18
sha256rnds2 xmm2, xmm1
vpxord ymm18, ymm18, ymm26
movq xmm0, qword ptr [r11 + 2384]
vpsrld ymm26, ymm25, 3
vpxord ymm18, ymm18, ymm26
sha256rnds2 xmm4, xmm3
vpaddd ymm26, ymm18, ymm20
movq xmm0, qword ptr [r11 + 2392]
vpaddd ymm18, ymm26, ymm16
vprord ymm20, ymm23, 17
sha256rnds2 xmm6, xmm5
vprord ymm26, ymm23, 19
movq xmm0, qword ptr [r11 + 2416]
vpxord ymm20, ymm20, ymm26
vpsrld ymm26, ymm23, 10
sha256rnds2 xmm8, xmm7
vpxord ymm20, ymm20, ymm26
movq xmm0, qword ptr [r11 + 2424]
vpaddd ymm26, ymm18, ymm20
vpaddd ymm18, ymm26, dword ptr [rax + -236]{1to8}
sha256rnds2 xmm10, xmm9
vpunpckldq ymm20, ymm19, ymm18
movq xmm0, qword ptr [r11 + 2536]
vmovdqu32 ymmword ptr [r10 + 2880], ymm20
vpunpckhdq ymm20, ymm19, ymm18
sha256rnds2 xmm1, xmm2
vmovdqu32 ymmword ptr [r10 + 2912], ymm20
vprord ymm19, ymm22, 7
movq xmm0, qword ptr [r11 + 2512]
vprord ymm18, ymm22, 18
sha256rnds2 xmm3, xmm4
vpxord ymm20, ymm19, ymm18
vpsrld ymm19, ymm22, 3
movq xmm0, qword ptr [r11 + 2520]
vpxord ymm18, ymm20, ymm19
sha256rnds2 xmm5, xmm6
vpaddd ymm20, ymm18, ymm25
vpaddd ymm19, ymm20, ymm31
movq xmm0, qword ptr [r11 + 2544]
vprord ymm18, ymm24, 17
sha256rnds2 xmm7, xmm8
vprord ymm25, ymm24, 19
vpxord ymm20, ymm18, ymm25
movq xmm0, qword ptr [r11 + 2552]
vpsrld ymm31, ymm24, 10
sha256rnds2 xmm9, xmm10
vpxord ymm18, ymm20, ymm31
vpaddd ymm25, ymm19, ymm18
movq xmm0, qword ptr [r11 + 2664]
vpaddd ymm20, ymm25, dword ptr [rax + -232]{1to8}
sha256rnds2 xmm2, xmm1
vprord ymm31, ymm30, 7
vprord ymm19, ymm30, 18
movq xmm0, qword ptr [r11 + 2640]
vpxord ymm18, ymm31, ymm19
sha256rnds2 xmm4, xmm3
vpsrld ymm31, ymm30, 3
vpxord ymm19, ymm18, ymm31
movq xmm0, qword ptr [r11 + 2648]
vpaddd ymm18, ymm19, ymm22
sha256rnds2 xmm6, xmm5
vpaddd ymm31, ymm18, ymm15
vprord ymm19, ymm26, 17
movq xmm0, qword ptr [r11 + 2672]
vprord ymm22, ymm26, 19
sha256rnds2 xmm8, xmm7
vpxord ymm18, ymm19, ymm22
vpsrld ymm15, ymm26, 10
movq xmm0, qword ptr [r11 + 2680]
vpxord ymm19, ymm18, ymm15
vpaddd ymm22, ymm31, ymm19
sha256rnds2 xmm10, xmm9
vpaddd ymm18, ymm22, dword ptr [rax + -228]{1to8}
movq xmm0, qword ptr [r11 + 2792]
vpunpckldq ymm15, ymm20, ymm18
vmovdqu32 ymmword ptr [r10 + 3008], ymm15
sha256rnds2 xmm1, xmm2
vpunpckhdq ymm31, ymm20, ymm18
movq xmm0, qword ptr [r11 + 2768]
vmovdqu32 ymmword ptr [r10 + 3040], ymm31
vprord ymm19, ymm27, 7
sha256rnds2 xmm3, xmm4
vprord ymm15, ymm27, 18
movq xmm0, qword ptr [r11 + 2776]
vpxord ymm20, ymm19, ymm15
vpsrld ymm18, ymm27, 3
sha256rnds2 xmm5, xmm6
vpxord ymm31, ymm20, ymm18
movq xmm0, qword ptr [r11 + 2800]
vpaddd ymm19, ymm31, ymm30
vpaddd ymm15, ymm19, ymm14
sha256rnds2 xmm7, xmm8
vprord ymm20, ymm25, 17
movq xmm0, qword ptr [r11 + 2808]
vprord ymm18, ymm25, 19
vpxord ymm31, ymm20, ymm18
sha256rnds2 xmm9, xmm10
vpsrld ymm30, ymm25, 10
movq xmm0, qword ptr [r11 + 2920]
vpxord ymm19, ymm31, ymm30
vpaddd ymm14, ymm15, ymm19
sha256rnds2 xmm2, xmm1
vpaddd ymm20, ymm14, dword ptr [rax + -224]{1to8}
movq xmm0, qword ptr [r11 + 2896]
vprord ymm18, ymm28, 7
vprord ymm31, ymm28, 18
sha256rnds2 xmm4, xmm3
vpxord ymm30, ymm18, ymm31
movq xmm0, qword ptr [r11 + 2904]
vpsrld ymm15, ymm28, 3
vpxord ymm19, ymm30, ymm15
sha256rnds2 xmm6, xmm5
vpaddd ymm18, ymm19, ymm27
vpaddd ymm31, ymm18, ymm21
movq xmm0, qword ptr [r11 + 2928]
vprord ymm30, ymm22, 17
sha256rnds2 xmm8, xmm7
vprord ymm15, ymm22, 19
vpxord ymm19, ymm30, ymm15
movq xmm0, qword ptr [r11 + 2936]
vpsrld ymm27, ymm22, 10
sha256rnds2 xmm10, xmm9
vpxord ymm18, ymm19, ymm27
vpaddd ymm21, ymm31, ymm18
movq xmm0, qword ptr [r11 + 3048]
vpaddd ymm30, ymm21, dword ptr [rax + -220]{1to8}
sha256rnds2 xmm1, xmm2
vpunpckldq ymm15, ymm20, ymm30
vmovdqu32 ymmword ptr [r10 + 3136], ymm15
movq xmm0, qword ptr [r11 + 3024]
vpunpckhdq ymm22, ymm20, ymm30
sha256rnds2 xmm3, xmm4
vmovdqu32 ymmword ptr [r10 + 3168], ymm22
vprord ymm19, ymm17, 7
movq xmm0, qword ptr [r11 + 3032]
vprord ymm27, ymm17, 18
sha256rnds2 xmm5, xmm6
vpxord ymm31, ymm19, ymm27
vpsrld ymm18, ymm17, 3
movq xmm0, qword ptr [r11 + 3056]
vpxord ymm15, ymm31, ymm18
sha256rnds2 xmm7, xmm8
vpaddd ymm20, ymm15, ymm28
vpaddd ymm30, ymm20, ymm23
movq xmm0, qword ptr [r11 + 3064]
vprord ymm22, ymm14, 17
sha256rnds2 xmm9, xmm10
vprord ymm19, ymm14, 19
vpxord ymm27, ymm22, ymm19
movq xmm0, qword ptr [r11 + 3176]
vpsrld ymm31, ymm14, 10
sha256rnds2 xmm2, xmm1
vpxord ymm18, ymm27, ymm31
vpaddd ymm15, ymm30, ymm18
movq xmm0, qword ptr [r11 + 3152]
vpaddd ymm28, ymm15, dword ptr [rax + -216]{1to8}
vprord ymm20, ymm29, 7
sha256rnds2 xmm4, xmm3
vprord ymm23, ymm29, 18
movq xmm0, qword ptr [r11 + 3160]
vpxord ymm22, ymm20, ymm23
vpsrld ymm19, ymm29, 3
sha256rnds2 xmm6, xmm5
vpxord ymm14, ymm22, ymm19
movq xmm0, qword ptr [r11 + 3184]
vpaddd ymm27, ymm14, ymm17
vpaddd ymm31, ymm27, ymm24
sha256rnds2 xmm8, xmm7
vprord ymm30, ymm21, 17
movq xmm0, qword ptr [r11 + 3192]
vprord ymm18, ymm21, 19
vpxord ymm20, ymm30, ymm18
sha256rnds2 xmm10, xmm9
vpsrld ymm23, ymm21, 10
movq xmm0, qword ptr [r11 + 3304]
vpxord ymm22, ymm20, ymm23
vpaddd ymm19, ymm31, ymm22
sha256rnds2 xmm1, xmm2
vpaddd ymm14, ymm19, dword ptr [rax + -212]{1to8}
movq xmm0, qword ptr [r11 + 3280]
vpunpckldq ymm17, ymm28, ymm14
vmovdqu32 ymmword ptr [r10 + 3264], ymm17
sha256rnds2 xmm3, xmm4
vpunpckhdq ymm27, ymm28, ymm14
movq xmm0, qword ptr [r11 + 3288]
vmovdqu32 ymmword ptr [r10 + 3296], ymm27
vprord ymm24, ymm13, 7
sha256rnds2 xmm5, xmm6
vprord ymm30, ymm13, 18
movq xmm0, qword ptr [r11 + 3312]
vpxord ymm18, ymm24, ymm30
vpsrld ymm21, ymm13, 3
sha256rnds2 xmm7, xmm8
vpxord ymm20, ymm18, ymm21
movq xmm0, qword ptr [r11 + 3320]
vpaddd ymm23, ymm20, ymm29
vpaddd ymm31, ymm23, ymm26
sha256rnds2 xmm9, xmm10
vprord ymm22, ymm15, 17
vprord ymm17, ymm15, 19
movq xmm0, qword ptr [r11 + 3432]
vpxord ymm28, ymm22, ymm17
sha256rnds2 xmm2, xmm1
vpsrld ymm14, ymm15, 10
vpxord ymm27, ymm28, ymm14
movq xmm0, qword ptr [r11 + 3408]
vpaddd ymm24, ymm31, ymm27
sha256rnds2 xmm4, xmm3
vpaddd ymm30, ymm24, dword ptr [rax + -208]{1to8}
vprord ymm18, ymm16, 7
movq xmm0, qword ptr [r11 + 3416]
vprord ymm21, ymm16, 18
sha256rnds2 xmm6, xmm5
vpxord ymm20, ymm18, ymm21
vpsrld ymm29, ymm16, 3
movq xmm0, qword ptr [r11 + 3440]
vpxord ymm23, ymm20, ymm29
sha256rnds2 xmm8, xmm7
vpaddd ymm26, ymm23, ymm13
vpaddd ymm22, ymm26, ymm25
movq xmm0, qword ptr [r11 + 3448]
vprord ymm17, ymm19, 17
sha256rnds2 xmm10, xmm9
vprord ymm15, ymm19, 19
vpxord ymm28, ymm17, ymm15
movd dword ptr [r8 + 108], xmm2
vpsrld ymm14, ymm19, 10
movd dword ptr [r8 + 112], xmm4
vpxord ymm31, ymm28, ymm14
vpaddd ymm27, ymm22, ymm31
movd dword ptr [r8 + 116], xmm6
vpaddd ymm24, ymm27, dword ptr [rax + -204]{1to8}
movd dword ptr [r8 + 120], xmm8
vpunpckldq ymm18, ymm30, ymm24
vmovdqu32 ymmword ptr [r10 + 3392], ymm18
movd dword ptr [r8 + 124], xmm10
vpunpckhdq ymm21, ymm30, ymm24
vmovdqu32 ymmword ptr [r10 + 3424], ymm21
ret
.size nonced_hybrid_step, . - nonced_hybrid_step
.section .rodata
.p2align 6
.Lconstants:
.long 0x9e6afcb1
.long 0x550cf0b7
.long 0xa54ff53a
.long 0x3a6fe667
.long 0xce20b47e
.long 0x90bb1e3c
.long 0xca0b3af3
.long 0x9b05688c
.long 0x6a09e667
.long 0xd16e48e2
.long 0x3c6ef372
.long 0x50c6645b
.long 0x510e527f
.long 0xbb67ae85
.long 0x3ac42e24
.long 0x3956c25b
.long 0x59f111f1
.long 0x923f82a4
.long 0xab1c5ed5
.long 0x5807aa98
.long 0x12835b01
.long 0x243185be
.long 0x550c7dc3
.long 0x72be5d74
.long 0x80deb1fe
.long 0x9bdc06a7
.long 0xc19bf274
.long 0xe49b69c1
.long 0xa00000
.long 0xefbe4786
.long 0xfc19dc6
.long 0x240ca1cc
.long 0x2de92c6f
.long 0x4a7484aa
.long 0x100
.long 0x5cb0a9dc
.long 0x11002000
.long 0x76f988da
.long 0x80000000
.long 0x983e5152
.long 0xa831c66d
.long 0xb00327c8
.long 0xbf597fc7
.long 0xc6e00bf3
.long 0xd5a79147
.long 0x400022
.long 0x6ca6351
.long 0x14292967
.long 0x27b70a85
.long 0x2e1b2138
.long 0x4d2c6dfc
.long 0x53380d13
.long 0x650a7354
.long 0x766a0abb
.long 0x81c2c92e
.long 0x92722c85
.long 0xa2bfe8a1
.long 0xa81a664b
.long 0xc24b8b70
.long 0xc76c51a3
.long 0xd192e819
.long 0xd6990624
.long 0xf40e3585
.long 0x106aa070
.long 0x19a4c116
.long 0x1e376c08
.long 0x2748774c
.long 0x34b0bcb5
.long 0x391c0cb3
.long 0x4ed8aa4a
.long 0x5b9cca4f
.long 0x682e6ff3
.long 0x748f82ee
.long 0x78a5636f
.long 0x84c87814
.long 0x8cc70208
.long 0x90befffa
.long 0xa4506ceb
#endif
#if defined(__linux__)
.section .note.GNU-stack, "", @progbits
#endif
