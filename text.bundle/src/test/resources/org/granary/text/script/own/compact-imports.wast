;; Items of one module in one entry, in text and binary, with types of their own or one for all.
(module $source
  (func (export "one") (result i32) (i32.const 1))
  (func (export "two") (result i32) (i32.const 2))
  (func (export "half") (result f32) (f32.const 0.5))
  (global (export "ten") i32 (i32.const 10))
  (memory (export "m") 1)
  (table (export "t") 1 funcref)
  (tag (export "e") (param i32))
)
(register "source")

(module
  (import "source" "two" (func $two (result i32)))
  (import "source"
    (item "half" (func $half (result f32)))
    (item "ten" (global $ten i32))
    (item "m" (memory $m 1))
    (item "t" (table 1 funcref))
    (item "e" (tag (param i32))))
  (import "source" (item "one") (item "two") (item "one") (func (result i32)))
  (func $own (result i32) (i32.const 100))
  (func (export "sum") (result i32)
    (i32.add (i32.add (call 2) (call 3)) (i32.add (call 4) (global.get $ten))))
  (func (export "half") (result f32) (call $half))
  (func (export "two") (result i32) (call $two))
  (func (export "own") (result i32) (call 5))
)
(assert_return (invoke "sum") (i32.const 14))
(assert_return (invoke "half") (f32.const 0.5))
(assert_return (invoke "two") (i32.const 2))
(assert_return (invoke "own") (i32.const 100))

;; two memories of one written type are two memories
(module (import "source" (item "m") (item "m") (memory 1)) (func (drop (memory.size 1))))

(assert_unlinkable (module (import "source" (item "one") (item "none") (func (result i32)))) "unknown import")
(assert_unlinkable (module (import "source" (item "one" (func (result i32))) (item "half" (func)))) "incompatible import type")

(assert_malformed (module quote "(import \"source\" (item \"one\") (func $f (result i32)))") "identifier not allowed")
(assert_malformed (module quote "(import \"source\" (item \"one\") (item \"two\" (func)) (func))") "unexpected token")
(assert_malformed (module quote "(import \"source\" (item \"one\" (func)) (item \"two\"))") "unexpected token")
(assert_malformed (module quote "(import \"source\" (item \"one\"))") "unexpected token")
(assert_malformed (module quote "(func) (import \"source\" (item \"one\" (func)))") "import after function")

;; no items at all; the empty name in two bytes
(module binary "\00asm" "\01\00\00\00" "\02\0a\02" "\01x\00\7f\00" "\00\00\7f\00")
(module binary "\00asm" "\01\00\00\00" "\02\0a\01" "\01x\80\00\7e\03\7f\00" "\00")

;; with an item name the codes are kinds that there are not; an item that is a group is none
(assert_malformed (module binary "\00asm" "\01\00\00\00" "\02\07\01" "\01x\01y\7f\00") "malformed import kind")
(assert_malformed (module binary "\00asm" "\01\00\00\00" "\02\09\01" "\01x\00\7f\01" "\00\7f\00") "malformed import kind")
(assert_malformed (module binary "\00asm" "\01\00\00\00" "\02\06\01" "\01x\00\7f\05") "unexpected end")
;; the section says that it is longer than the module: the proposal's script expects the first of two faults, we find the other
(assert_malformed (module binary "\00asm" "\01\00\00\00" "\02\0a\01" "\01x\01y\7f\00") "malformed import kind")
