/**
 * What nobody wants versioned, by the tool that leaves it. Modest on purpose: a preset that hides real work is worse
 * than one that is missing. Each can be taken back in `.cairnignore` with `!pattern`.
 */
export const IGNORE_PRESETS = `
# Version control of other systems
.git
.svn/
.hg/
.plastic/
.p4ignore

# Projects of Cairn in one file: they hold all that is versioned already
*.clst

# Operating systems
.DS_Store
._*
.Spotlight-V100/
.Trashes/
.fseventsd/
.Trash-*/
Thumbs.db
ehthumbs.db
desktop.ini
$RECYCLE.BIN/
System Volume Information/
.nfs*
.fuse_hidden*

# Unfinished and temporary files of many programs
*.tmp
*.temp
*.part
*.crdownload
*~
.~lock.*#
~$*
*.swp

# Blender: numbered backups, crash and quit saves
*.blend[1-9]
*.blend[1-9][0-9]
*.blend@

# Maya: autosaves, incremental saves, swatches
incrementalSave/
autosave/
*.swatches
.mayaSwatches/

# 3ds Max, Houdini, Cinema 4D, ZBrush, Substance, Nuke: backups and autosaves
MaxStart_AutoBackup*.max
AutoBackup*.max
*_bak[0-9]*.hip
*_bak[0-9]*.hiplc
*_bak[0-9]*.hipnc
*.c4d.bak
*.spp.painter_lock
*.nk.autosave*
*.nk~

# Adobe: autosaves and media caches
Adobe Premiere Pro Auto-Save/
Adobe After Effects Auto-Save/
Adobe Premiere Pro Video Previews/
Adobe Premiere Pro Audio Previews/
Media Cache Files/

# Godot
.godot/
.import/

# Programming
__pycache__/
*.pyc
node_modules/
`;

const UNREAL = `
/DerivedDataCache/
/Intermediate/
/Saved/
/Binaries/
/.vs/
`;

const UNITY = `
/Library/
/Temp/
/Obj/
/Logs/
/UserSettings/
/MemoryCaptures/
`;

/**
 * Patterns for a folder that is an engine's project, told by what lies in it; '' otherwise. Names like "Saved" or
 * "Library" are too ordinary to be left out elsewhere.
 */
export function engineProjectPresets(entries: Iterable<{ readonly name: string }>): string {
  let [unreal, assets, settings] = [false, false, false];
  for (const { name } of entries) {
    if (name.endsWith('.uproject')) unreal = true;
    else if (name === 'Assets') assets = true;
    else if (name === 'ProjectSettings') settings = true;
  }
  return (unreal ? UNREAL : '') + (assets && settings ? UNITY : '');
}

/** Whether an entry of this name decides on presets for the folder that it lies in. */
export const decidesPresets = (name: string): boolean =>
  name.endsWith('.uproject') || name === 'Assets' || name === 'ProjectSettings';
