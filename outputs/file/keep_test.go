package file

import (
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStaleFilesAreClosed(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		o := newLines(t, dir, "path = \"DIR/${field.n}.gz\"\nstale_after = \"10s\"\nfsync = \"3s\"")
		open(t, o)
		deliver(t, o, `{"n":"a","message":"1"}`, `{"n":"b","message":"1"}`)
		for range 5 {
			time.Sleep(5 * time.Second)
			deliver(t, o, `{"n":"b","message":"2"}`)
		}
		synctest.Wait()
		if o.files.open[dir+"/a.gz"] != nil || o.files.open[dir+"/b.gz"] == nil {
			t.Errorf("open files: %v", o.files.open)
		}
		if got := unpacked(t, filepath.Join(dir, "a.gz")); got != "1\n" {
			t.Errorf("closed file holds %q", got)
		}
		deliver(t, o, `{"n":"a","message":"2"}`)
		if err := o.Close(); err != nil {
			t.Fatal(err)
		}
		if got := unpacked(t, filepath.Join(dir, "a.gz")); got != "1\n2\n" {
			t.Errorf("file that was opened again holds %q", got)
		}
	})
}

func TestCloseTwice(t *testing.T) {
	o := newLines(t, t.TempDir(), `path = "DIR/a.log"`)
	open(t, o)
	for range 2 {
		if err := o.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := outcomes(t, o, messages("late")...); err == nil {
		t.Errorf("writing after Close gave %v", got)
	}
}
