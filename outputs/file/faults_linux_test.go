package file

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/headgate/headgate/plugin"
	"github.com/headgate/headgate/plugin/plugintest"
)

// mountSmall mounts a file system of its own, of 64 KiB, or skips the test.
func mountSmall(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("mounting is not permitted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestDiskFull(t *testing.T) {
	for _, suffix := range []string{"log", "gz", "zst"} {
		for name, path := range map[string]string{"fixed": "DIR/out.", "templated": "DIR/${coalesce(field.name, \"out\")}."} {
			for _, restart := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s %s restart %t", suffix, name, restart), func(t *testing.T) {
					diskFull(t, "path = \""+path+suffix+"\"", suffix, restart)
				})
			}
		}
	}
}

func diskFull(t *testing.T, options, suffix string, restart bool) {
	dir := mountSmall(t)
	o := newLines(t, dir, options)
	deliver(t, o, messages("first")...)
	ballast(t, dir)
	big := make([]string, 0, 50)
	for i := range 50 {
		big = append(big, strings.Repeat(string(rune('a'+i%26)), 10+i)+noise(1000, i))
	}
	for range 3 {
		got, err := outcomes(t, o, messages(big...)...)
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "free space on its file system; events are held back") {
			t.Fatalf("error %v", err)
		}
		if plugin.IsBlocked(err) || plugin.IsRefused(err) {
			t.Fatalf("%v is not retried as it should be", err)
		}
		for _, outcome := range got {
			if outcome != "open" {
				t.Fatalf("an event is %s", outcome)
			}
		}
		if text, _ := unpack(t, "x."+suffix, []byte(content(t, dir+"/out."+suffix))); text != "first\n" {
			t.Fatalf("file holds %q", text)
		}
	}
	if err := os.Remove(dir + "/ballast"); err != nil {
		t.Fatal(err)
	}
	if restart {
		if err := o.Close(); err != nil {
			t.Fatal(err)
		}
		o = newLines(t, dir, options)
	}
	deliver(t, o, messages(big...)...)
	deliver(t, o, messages("last")...)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	want := "first\n" + strings.Join(big, "\n") + "\nlast\n"
	if diff := cmp.Diff(want, unpacked(t, dir+"/out."+suffix)); diff != "" {
		t.Errorf("file (-want +got):\n%s", diff)
	}
}

// ballast fills a file system so that one page is left.
func ballast(t *testing.T, dir string) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	size := int64(0)
	for err == nil {
		var n int
		n, err = f.Write(make([]byte, 4096))
		size += int64(n)
	}
	if !errors.Is(err, syscall.ENOSPC) || size < 8192 {
		t.Fatalf("full after %d bytes: %v", size, err)
	}
	if err := errors.Join(f.Truncate(size-4096), f.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestDevFull(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full here")
	}
	for _, options := range []string{"", "\ncompression = \"gzip\"", "\ncompression = \"zstd\""} {
		o := newLines(t, "", "path = \"/dev/full\""+options)
		got, err := outcomes(t, o, messages("a", "b")...)
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), `write "/dev/full": no space left on device: free space`) {
			t.Errorf("error %v", err)
		}
		if diff := cmp.Diff([]string{"open", "open"}, got); diff != "" {
			t.Errorf("outcomes (-want +got):\n%s", diff)
		}
	}
}

func TestReadOnlyFileSystem(t *testing.T) {
	dir := mountSmall(t)
	put(t, dir+"/there.log", "old\n")
	if err := syscall.Mount("none", dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skipf("mounting is not permitted here: %v", err)
	}
	for _, path := range []string{"DIR/new.log", "DIR/there.log", "DIR/sub/new.log"} {
		o := newLines(t, dir, "path = \""+path+"\"")
		if err := o.Open(t.Context()); !plugin.IsBlocked(err) {
			t.Errorf("%s: opening gave %v", path, err)
		}
		_, err := plugintest.Write(t, o, messages("a")...)
		if !plugin.IsBlocked(err) || !strings.Contains(err.Error(), "read-only file system: let user") {
			t.Errorf("%s: writing gave %v", path, err)
		}
	}
	o := newLines(t, dir, `path = "DIR/${field.message}.log"`)
	got, err := outcomes(t, o, messages("new")...)
	if !plugin.IsBlocked(err) || got[0] != "open" {
		t.Errorf("writing gave %v, %v", got, err)
	}
	if err := syscall.Mount("none", dir, "tmpfs", syscall.MS_REMOUNT, "size=64k"); err != nil {
		t.Fatal(err)
	}
	deliver(t, o, messages("new")...)
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	o := newLines(t, dir, `path = "DIR/a.log"`)
	if _, err := plugintest.Write(t, o, messages("a")...); !plugin.IsBlocked(err) {
		t.Errorf("writing gave %v", err)
	}
}

func TestPathIsTaken(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(dir+"/folder", 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, dir+"/file", "")
	if err := os.Symlink("loop", dir+"/loop"); err != nil {
		t.Fatal(err)
	}
	t.Run("templated", func(t *testing.T) {
		o := newLines(t, dir, `path = "DIR/${field.message}"`)
		got, err := outcomes(t, o, messages("ok", "folder", "file/x", "loop", "ok")...)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"delivered", `open "` + dir + `/folder": is a directory`, `open "` + dir + `/file/x": not a directory`,
			`open "` + dir + `/loop": too many levels of symbolic links`, "delivered",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("outcomes (-want +got):\n%s", diff)
		}
	})
	t.Run("fixed", func(t *testing.T) {
		for _, name := range []string{"folder", "file/x", "loop"} {
			o := newLines(t, dir, `path = "DIR/`+name+`"`)
			if err := o.Open(t.Context()); err == nil {
				t.Errorf("%s: opening is no error", name)
			}
			if _, err := plugintest.Write(t, o, messages("a")...); !plugin.IsBlocked(err) {
				t.Errorf("%s: writing gave %v", name, err)
			}
		}
	})
}

func TestOneBadFileDoesNotHoldBackOthers(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full here")
	}
	dir := t.TempDir()
	if err := os.Symlink("/dev/full", dir+"/full"); err != nil {
		t.Fatal(err)
	}
	o := newLines(t, dir, `path = "DIR/${field.message}"`)
	got, err := outcomes(t, o, messages("a", "full", "b", "full", "a")...)
	if !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff([]string{"delivered", "open", "delivered", "open", "delivered"}, got); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
}

func TestPipeWithoutReader(t *testing.T) {
	path := t.TempDir() + "/pipe"
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skipf("pipes can't be made here: %v", err)
	}
	o := newLines(t, path, `path = "DIR"`)
	if got, err := outcomes(t, o, messages("a")...); err == nil || got[0] != "open" {
		t.Fatalf("writing gave %v, %v", got, err)
	}
	r, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	deliver(t, o, messages("b")...)
	buf := make([]byte, 10)
	if n, err := r.Read(buf); err != nil || string(buf[:n]) != "b\n" {
		t.Errorf("read %q, %v", buf[:n], err)
	}
}
