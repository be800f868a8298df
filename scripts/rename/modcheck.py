import re,os,subprocess,sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from engine import segments, module_of
files=set(subprocess.check_output(['git','ls-files'],text=True).split())
for f in sorted(files):
    if not f.endswith('.rs'): continue
    code=''.join(t if k=='code' else ' ' for k,t in segments(open(f).read()))
    for m in re.finditer(r'\bmod\s+(\w+)\s*;',code):
        d=os.path.dirname(f); b=os.path.basename(f)
        base=d if b in('lib.rs','main.rs','mod.rs') or f.endswith('tests/memory.rs') else f[:-3]
        if not any(c in files for c in (f'{base}/{m.group(1)}.rs',f'{base}/{m.group(1)}/mod.rs',f'{d}/{m.group(1)}.rs')):
            print('missing module',f,m.group(1))
